import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { GAUGE, type Watched } from '../watched.ts';

/** A note that could not be written: nothing is wrong with the client. @param metric how many wait in its queue */
export const findingNotesAlarm = (metric: Metric): Watched => ({
  metric,
  threshold: 1,
  evaluation: GAUGE,
  meaning:
    'A disable could not be written into its finding of Security Hub. The client is proven off; whoever reads only the finding does not know.',
  firstStep: 'Look at the log of the function for notes: it says what Security Hub answered.',
});
