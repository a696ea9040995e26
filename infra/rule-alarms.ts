import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmAnchor } from '../lambda/contract/alarm-anchor.ts';
import { type NamedBus, ruleDimensions } from './event-buses.ts';
import { ONCE, type Watched } from './watched.ts';

/** First step where an alert is lost. */
export const LOST = 'Ask the detector for its latest alerts and disable their clients by hand; deploy again.';

/** What can fail between one rule and the function. */
export const ruleAlarms = (bus: NamedBus, ruleName: string) => {
  const rule = (metricName: string) =>
    new Metric({
      namespace: 'AWS/Events',
      metricName,
      dimensionsMap: ruleDimensions(bus, ruleName),
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  return {
    'rule-failed-invocations': {
      metric: rule('FailedInvocations'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'The rule could not start the function: alerts arrive and no client is disabled.',
      firstStep: 'Look whether the function and its permission for the rule still exist; deploy again.',
    },
    'delivery-lost': {
      metric: rule('InvocationsFailedToBeSentToDlq'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'An alert reached neither the function nor the delivery queue: it is lost.',
      firstStep: LOST,
    },
  } satisfies Partial<Record<AlarmAnchor, Watched>>;
};
