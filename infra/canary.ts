import { Fn } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ALERT_DETAIL_TYPE, CANARY_ALERT_ID } from '../lambda/contract/alert-event.ts';
import type { NamedBus } from './event-buses.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';
import { addSchedule, functionStarted, type Started } from './own-schedule.ts';
import { putEventsCondition } from './put-events-condition.ts';
import type { StackSettings } from './setting-schema.ts';

/** Not `rate(1 day)`: that would drill at once, before any API key can be stored. */
const DAILY = 'cron(0 6 * * ? *)';

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
      alias,
      metrics,
    }: { settings: StackSettings; alertBus: NamedBus; alias: IFunction; metrics: KillSwitchMetrics },
  ) {
    super(scope, id);
    const { canaryClientId } = settings;
    this.metric =
      canaryClientId === undefined
        ? metrics.outcome('healthy', 'schedule')
        : metrics.detail('canary', 'alert');
    addSchedule(this, {
      description: 'Proves once a day that the DocSpace OAuth2 kill switch can act.',
      roleDescription: 'Lets the daily canary start, and nothing else',
      expression: DAILY,
      started:
        canaryClientId === undefined
          ? functionStarted(alias, { schedule: 'check' })
          : drillOn(alertBus, canaryClientId, settings),
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 5 },
    });
  }
}

const drillOn = (
  { bus }: NamedBus,
  clientId: string,
  { alertSources, portalUrl }: StackSettings,
): Started => {
  const source = Fn.select(0, alertSources);
  return {
    // Alerts only, and only under the source that the rule expects.
    statement: new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: putEventsCondition(source, ALERT_DETAIL_TYPE),
    }),
    target: {
      arn: bus.eventBusArn,
      eventBridgeParameters: { source, detailType: ALERT_DETAIL_TYPE },
      input: JSON.stringify({
        clientId,
        portal: portalUrl,
        dryRun: true,
        severity: 'critical',
        alertId: CANARY_ALERT_ID,
        reason: 'daily drill of the kill switch',
      }),
    },
  };
};
