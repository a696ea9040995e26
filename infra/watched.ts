import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';

/** How an alarm reads its data. */
export type Evaluation = Pick<
  AlarmProps,
  'comparisonOperator' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;

/** What an alarm watches, and what it says to the person it wakes. */
export type Watched = {
  metric: IMetric;
  /** Alarm at this value or above; for silence, below it. */
  threshold: number;
  evaluation: Evaluation;
  meaning: string;
  firstStep: string;
};

/** Once is enough, and no data means no problem. */
export const ONCE: Evaluation = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** A number that holds until the next report: no data does not end the alarm. */
export const GAUGE: Evaluation = { ...ONCE, treatMissingData: TreatMissingData.IGNORE };

/** An alarm for silence: nothing was counted for `periods` periods in a row. */
export const silenceOf = (periods: number): Evaluation => ({
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  evaluationPeriods: periods,
  datapointsToAlarm: periods,
  treatMissingData: TreatMissingData.BREACHING,
});
