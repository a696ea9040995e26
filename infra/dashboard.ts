import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  LogQueryVisualizationType,
  LogQueryWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functionLogs, functionTestTab } from './console-links.ts';
import { addGraphs, type GraphProps } from './dashboard-graphs.ts';

/** The lines of the log with which a request ends, without each run of the drift watch; and what that found. */
const LAST_RESULTS = [
  'fields @timestamp, coalesce(outcome, "drifted") as result, clientId, guard, error, requestKey',
  'filter (code in ["KS110", "KS120", "KS200", "KS210"] and outcome != "listed") or code = "KS420"',
  'sort @timestamp desc',
  'limit 20',
];

export type DashboardProps = GraphProps & {
  stackName: string;
  portal: string;
  runbookUrl: string;
  logGroup: ILogGroup;
  alarms: readonly Alarm[];
};

/** One page, in the order of a responder's questions: is it healthy, which clients are on, what did it do. */
export const addDashboard = (scope: Construct, props: DashboardProps): void => {
  const { stackName, portal, runbookUrl, logGroup, metrics, alarms } = props;
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: stackName,
    defaultInterval: Duration.days(1),
  });
  dashboard.addWidgets(
    new TextWidget({
      width: 24,
      height: 2,
      markdown: `**OAuth2 kill switch of ${portal}** · [by hand: Test tab](${functionTestTab(scope, stackName)}) · [logs](${functionLogs(scope, stackName)}) · runbook: ${runbookUrl}`,
    }),
  );
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Health of the kill path', alarms: [...alarms], width: 24, height: 5 }),
  );
  dashboard.addWidgets(
    new SingleValueWidget({
      title: 'Clients that are on, or may be: a person must act',
      metrics: [
        metrics.open('held').with({ label: 'held for a person' }),
        metrics.open('drifted').with({ label: 'drifted: re-enabled' }),
        metrics.open('unproven').with({ label: 'not proven off' }),
        metrics.open('notSeen').with({ label: 'not seen by the watch' }),
      ],
      width: 8,
      height: 4,
    }),
    new SingleValueWidget({
      title: 'Clients that are off: a decision is due',
      metrics: [metrics.open('reviewDue').with({ label: 'review due' })],
      width: 8,
      height: 4,
    }),
    new SingleValueWidget({
      title: 'Alerts in the time shown',
      metrics: [
        metrics.outcome('held', 'alert').with({ label: 'held for a person' }),
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
  addGraphs(dashboard, props);
};
