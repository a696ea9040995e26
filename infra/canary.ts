import { Aws } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { ALERT_DETAIL_TYPE } from '../lambda/requests/alert-event.ts';
import type { NamedBus } from './event-buses.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';
import type { StackSettings } from './setting-schema.ts';

/** Not `rate(1 day)`: that would drill at once, before any API key can be stored. */
const DAILY = 'cron(0 6 * * ? *)';

type Drill = {
  statement: PolicyStatement;
  target: Pick<CfnSchedule.TargetProperty, 'arn' | 'eventBridgeParameters' | 'input'>;
};

/**
 * Proves once a day that the kill path works. With a client made for it: a drill alert, which passes the rule,
 * the function, the key and the portal and writes nothing. Without: the function checks itself.
 */
export class Canary extends Construct {
  /** Counts the proofs. */
  readonly metric: Metric;

  constructor(
    scope: Construct,
    id: string,
    {
      settings,
      alertBus,
      killSwitch,
      metrics,
    }: { settings: StackSettings; alertBus: NamedBus; killSwitch: IFunction; metrics: KillSwitchMetrics },
  ) {
    super(scope, id);
    const { canaryClientId } = settings;
    this.metric =
      canaryClientId === undefined
        ? metrics.outcome('healthy', 'schedule')
        : metrics.outcome('dry-run', 'alert');
    const { statement, target } =
      canaryClientId === undefined ? checkBy(killSwitch) : drillOn(alertBus, canaryClientId, settings);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // Another account's schedule must not borrow this role.
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Lets the daily canary start, and nothing else',
    });
    role.addToPrincipalPolicy(statement);
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'Proves once a day that the DocSpace OAuth2 kill switch can act.',
      scheduleExpression: DAILY,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        ...target,
        roleArn: role.roleArn,
        retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 5 },
      },
    });
    // The role's policy is a resource of its own, and a schedule whose role may do nothing is refused.
    schedule.node.addDependency(role);
  }
}

const checkBy = (killSwitch: IFunction): Drill => ({
  statement: new PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: [killSwitch.functionArn],
  }),
  target: { arn: killSwitch.functionArn, input: JSON.stringify({ schedule: 'check' }) },
});

const drillOn = ({ bus }: NamedBus, clientId: string, { alertSources, portalUrl }: StackSettings): Drill => {
  const source = alertSources[0] ?? '';
  return {
    // Alerts only, and only under the source that the rule expects.
    statement: new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': source, 'events:detail-type': ALERT_DETAIL_TYPE } },
    }),
    target: {
      arn: bus.eventBusArn,
      eventBridgeParameters: { source, detailType: ALERT_DETAIL_TYPE },
      input: JSON.stringify({
        clientId,
        portal: portalUrl,
        dryRun: true,
        severity: 'critical',
        alertId: 'canary',
        reason: 'daily drill of the kill switch',
      }),
    },
  };
};
