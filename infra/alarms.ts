import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmList, type Watched, type WatchedParts } from './alarm-list.ts';
import { ALARM_ANCHORS, type AlarmAnchor, runbookLink } from './runbook.ts';

/** A proof a day, and two hours of grace. */
const CANARY_HOURS = 26;

/** Puts every alarm of the list on the topic; each description is the triage. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    {
      stackName,
      portal,
      topic,
      runbookUrl,
      parts,
    }: { stackName: string; portal: string; topic: ITopic; runbookUrl: string; parts: WatchedParts },
  ) {
    super(scope, id);
    const list = alarmList(parts);
    const action = new SnsAction(topic);
    this.all = ALARM_ANCHORS.map((anchor) => {
      const { metric, threshold, meaning, firstStep }: Watched = list[anchor];
      const alarm = new Alarm(this, anchor, {
        alarmName: `${stackName}-${anchor}`,
        alarmDescription: `${portal}: ${meaning} First: ${firstStep} Runbook: ${runbookLink(runbookUrl, anchor)}`,
        metric,
        threshold,
        ...evaluationOf(anchor),
      });
      alarm.addAlarmAction(action);
      return alarm;
    });
  }
}

const evaluationOf = (anchor: AlarmAnchor) =>
  anchor === 'canary'
    ? {
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: CANARY_HOURS,
        datapointsToAlarm: CANARY_HOURS,
        // Silence is what it watches for.
        treatMissingData: TreatMissingData.BREACHING,
      }
    : {
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      };
