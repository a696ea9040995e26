import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { GAUGE, type Watched } from '../watched.ts';

/** A note that could not be written: nothing is wrong with the client. */
export const findingNotesAlarm = (queue: IQueue): Watched => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({
    statistic: 'Maximum',
    period: Duration.minutes(1),
  }),
  threshold: 1,
  evaluation: GAUGE,
  meaning:
    'A disable could not be written into its finding of Security Hub. The client is proven off; whoever reads only the finding does not know.',
  firstStep: 'Look at the log of the function for notes: it says what Security Hub answered.',
});
