import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  DETAIL_METRICS,
  IGNORED_METRICS,
  METRICS_NAMESPACE,
  OPEN_METRICS,
  TIME_METRICS,
  UNREADABLE_METRIC,
} from '../lambda/contract/metric-names.ts';
import type { Outcome } from '../lambda/contract/outcome.ts';
import type { ContainmentResult } from '../lambda/contract/result.ts';

type Trigger = ContainmentResult['trigger']['type'];

/**
 * The function's own metrics, under the dimensions that it counts them with. Without labels: CDK turns the alarm
 * of a labelled metric into one of metric math.
 */
export const killSwitchMetrics = (service: string) => {
  const metricOf = (metricName: string, dimensions: { trigger?: Trigger }, statistic: string) =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service, ...dimensions },
      statistic,
      period: Duration.minutes(5),
    });
  const metric = (metricName: string, trigger: Trigger, statistic: string) =>
    metricOf(metricName, { trigger }, statistic);
  return {
    outcome: (outcome: Outcome, trigger: Trigger) => metric(outcome, trigger, 'Sum'),
    /** Counted beside the outcome, since the outcome alone does not show it. */
    detail: (name: keyof typeof DETAIL_METRICS, trigger: Trigger) =>
      metric(DETAIL_METRICS[name], trigger, 'Sum'),
    /** Findings that name no client. */
    ignored: () => metric(IGNORED_METRICS.findings, 'alert', 'Sum'),
    /** Records of the ledger that the list and the watch leave out, whoever started them. */
    unreadable: () => metricOf(UNREADABLE_METRIC, {}, 'Sum'),
    /** How many clients the drift watch last saw in a state. */
    open: (name: keyof typeof OPEN_METRICS) => metric(OPEN_METRICS[name], 'schedule', 'Maximum'),
    /** Runs of the drift watch that saw what they looked for: each reports this gauge once. */
    watchRuns: () => metric(OPEN_METRICS.drifted, 'schedule', 'SampleCount'),
    timeToContain: () => metric(TIME_METRICS.contain, 'alert', 'p95'),
  };
};

export type KillSwitchMetrics = ReturnType<typeof killSwitchMetrics>;
