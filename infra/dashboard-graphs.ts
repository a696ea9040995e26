import { Duration } from 'aws-cdk-lib';
import { type Dashboard, GraphWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Outcome } from '../lambda/contract/outcome.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';

const OF_ALERTS = [
  'disabled',
  'already-disabled',
  'dry-run',
  'held',
  'refused',
  'not-found',
  'unverified',
  'failed',
  'invalid',
] as const satisfies Outcome[];

const OF_PEOPLE = [
  'disabled',
  'enabled',
  'failed',
  'unverified',
  'unhealthy',
  'breaker-reset',
] as const satisfies Outcome[];

const TRIGGERS = ['alert', 'manual', 'schedule'] as const;

export type GraphProps = {
  killSwitch: IFunction;
  ledger: Table;
  metrics: KillSwitchMetrics;
  /** Whether findings start the function, too. */
  takesFindings: boolean;
  canary: Metric;
  deliveryQueue: IQueue;
  failureQueue: IQueue;
};

/** The lower part of the dashboard: how the numbers changed over time. */
export const addGraphs = (
  dashboard: Dashboard,
  { killSwitch, ledger, metrics, takesFindings, canary, deliveryQueue, failureQueue }: GraphProps,
): void => {
  const waiting = (queue: IQueue, label: string) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label });
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Outcomes of alerts',
      left: [
        ...OF_ALERTS.map((outcome) => metrics.outcome(outcome, 'alert').with({ label: outcome })),
        ...(takesFindings ? [metrics.ignored().with({ label: 'findings without a client id' })] : []),
      ],
      width: 12,
    }),
    new GraphWidget({
      title: 'From arrival to (ms)',
      left: [metrics.timeToContain().with({ label: 'first accepted write, p95' })],
      leftAnnotations: [{ value: 60_000, label: 'one minute' }],
      width: 12,
    }),
  );
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Function',
      left: [killSwitch.metricInvocations(), killSwitch.metricErrors(), killSwitch.metricThrottles()],
      width: 6,
    }),
    new GraphWidget({
      title: 'Alerts that wait for a person',
      left: [waiting(deliveryQueue, 'not delivered'), waiting(failureQueue, 'not contained')],
      width: 6,
    }),
    new GraphWidget({
      title: 'Outcomes of manual requests',
      left: OF_PEOPLE.map((outcome) => metrics.outcome(outcome, 'manual').with({ label: outcome })),
      width: 6,
    }),
    new GraphWidget({
      title: 'Daily proof',
      left: [
        canary.with({ label: 'proofs', period: Duration.hours(1) }),
        metrics.outcome('unhealthy', 'schedule').with({ label: 'unhealthy' }),
      ],
      width: 6,
    }),
  );
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Held, drifted',
      left: [
        metrics.open('held').with({ label: 'held' }),
        metrics.open('drifted').with({ label: 'drifted' }),
      ],
      width: 8,
    }),
    new GraphWidget({
      title: 'Drift watch, and daily check',
      left: [
        metrics.watchRuns().with({ label: 'runs' }),
        metrics.outcome('failed', 'schedule').with({ label: 'failed' }),
        metrics.outcome('drifted', 'schedule').with({ label: 'drifted' }),
        metrics.outcome('disabled', 'schedule').with({ label: 'disabled again' }),
      ],
      width: 8,
    }),
    new GraphWidget({
      title: 'Ledger',
      left: [
        ...TRIGGERS.map((trigger) =>
          metrics.detail('ledgerUnavailable', trigger).with({ label: `did not answer: ${trigger}` }),
        ),
        metrics.unreadable().with({ label: 'records that cannot be read' }),
        ledger.metric('ReadThrottleEvents', { statistic: 'Sum', label: 'throttled reads' }),
        ledger.metric('WriteThrottleEvents', { statistic: 'Sum', label: 'throttled writes' }),
      ],
      width: 8,
    }),
  );
};
