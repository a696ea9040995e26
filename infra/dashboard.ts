import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  type Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Outcome } from '../lambda/contract/outcome.ts';
import { functionLogs, functionTestTab } from './console-links.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';

const OF_ALERTS = [
  'disabled',
  'already-disabled',
  'dry-run',
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

/** The lines of the log with which a request ends, without each look of the drift watch; and what it found. */
const LAST_RESULTS = [
  'fields @timestamp, coalesce(outcome, "drifted") as result, clientId, guard, error, requestKey',
  'filter (code in ["KS110", "KS120", "KS200", "KS210"] and outcome != "listed") or code = "KS420"',
  'sort @timestamp desc',
  'limit 20',
];

export type DashboardProps = {
  stackName: string;
  portal: string;
  runbookUrl: string;
  killSwitch: IFunction;
  logGroup: ILogGroup;
  ledger: Table;
  metrics: KillSwitchMetrics;
  alarms: readonly Alarm[];
  /** Whether findings start the function, too. */
  takesFindings: boolean;
  canary: Metric;
  deliveryQueue: IQueue;
  failureQueue: IQueue;
};

/** One page, in the order of a responder's questions: is it well, who is on that must not be, what did it do. */
export const addDashboard = (scope: Construct, props: DashboardProps): void => {
  const { stackName, portal, runbookUrl, killSwitch, logGroup, ledger, metrics, alarms } = props;
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: stackName,
    defaultInterval: Duration.days(1),
  });
  const waiting = (queue: IQueue, label: string) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label });
  dashboard.addWidgets(
    new TextWidget({
      width: 24,
      height: 2,
      markdown: `**OAuth2 kill switch of ${portal}** · [by hand: Test tab](${functionTestTab(stackName)}) · [logs](${functionLogs(stackName)}) · runbook: ${runbookUrl}`,
    }),
  );
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Health of the kill path', alarms: [...alarms], width: 24, height: 5 }),
  );
  dashboard.addWidgets(
    new SingleValueWidget({
      title: 'Clients that are on, or may be: a person must act',
      metrics: [
        metrics.open('held').with({ label: 'held by the breaker' }),
        metrics.open('drifted').with({ label: 'drifted: on again' }),
        metrics.open('unproven').with({ label: 'not proven off' }),
      ],
      width: 8,
      height: 4,
    }),
    new SingleValueWidget({
      title: 'Clients that are off',
      metrics: [
        metrics.open('contained').with({ label: 'contained' }),
        metrics.open('reviewDue').with({ label: 'review due' }),
      ],
      width: 8,
      height: 4,
    }),
    new SingleValueWidget({
      title: 'Alerts in the time shown',
      metrics: [
        metrics.detail('breakerOpen', 'alert').with({ label: 'turned away by the breaker' }),
        metrics.detail('ledgerUnavailable', 'alert').with({ label: 'handled without the ledger' }),
      ],
      setPeriodToTimeRange: true,
      width: 8,
      height: 4,
    }),
  );
  dashboard.addWidgets(
    new LogQueryWidget({
      title: 'Last results',
      logGroupNames: [logGroup.logGroupName],
      queryLines: LAST_RESULTS,
      view: LogQueryVisualizationType.TABLE,
      width: 24,
      height: 6,
    }),
  );
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Outcomes of alerts',
      left: [
        ...OF_ALERTS.map((outcome) => metrics.outcome(outcome, 'alert').with({ label: outcome })),
        ...(props.takesFindings ? [metrics.ignored().with({ label: 'findings without a client id' })] : []),
      ],
      width: 12,
    }),
    new GraphWidget({
      title: 'From arrival to (ms)',
      left: [
        metrics.timeToContain().with({ label: 'first accepted write, p95' }),
        metrics.timeToProof().with({ label: 'proof, p95' }),
      ],
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
      left: [waiting(props.deliveryQueue, 'not delivered'), waiting(props.failureQueue, 'not contained')],
      width: 6,
    }),
    new GraphWidget({
      title: 'Outcomes of people’s requests',
      left: OF_PEOPLE.map((outcome) => metrics.outcome(outcome, 'manual').with({ label: outcome })),
      width: 6,
    }),
    new GraphWidget({
      title: 'Daily proof',
      left: [
        props.canary.with({ label: 'proofs', period: Duration.hours(1) }),
        metrics.outcome('unhealthy', 'schedule').with({ label: 'unhealthy' }),
      ],
      width: 6,
    }),
  );
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Contained, held, drifted',
      left: [
        metrics.open('contained').with({ label: 'contained' }),
        metrics.open('held').with({ label: 'held' }),
        metrics.open('drifted').with({ label: 'drifted' }),
      ],
      width: 8,
    }),
    new GraphWidget({
      title: 'Drift watch, and daily check',
      left: [
        metrics.outcome('listed', 'schedule').with({ label: 'looks' }),
        metrics.outcome('failed', 'schedule').with({ label: 'failed' }),
        metrics.outcome('drifted', 'schedule').with({ label: 'drifted' }),
        metrics.outcome('disabled', 'schedule').with({ label: 'put off again' }),
      ],
      width: 8,
    }),
    new GraphWidget({
      title: 'Ledger',
      left: [
        ...TRIGGERS.map((trigger) =>
          metrics.detail('ledgerUnavailable', trigger).with({ label: `did not answer: ${trigger}` }),
        ),
        ledger.metric('ReadThrottleEvents', { statistic: 'Sum', label: 'throttled reads' }),
        ledger.metric('WriteThrottleEvents', { statistic: 'Sum', label: 'throttled writes' }),
      ],
      width: 8,
    }),
  );
};
