import { Aws, Stack, Token } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ALERT_DETAIL_TYPE } from '../lambda/contract/alert-event.ts';
import { RESULT_SOURCE } from '../lambda/contract/result.ts';
import { putEventsCondition } from './put-events-condition.ts';
import type { StackSettings } from './setting-schema.ts';

const DEFAULT_BUS = 'default';

const SEVERAL = 'Accounts';

/** The policy for accounts that only the deploy knows, by its id in the tree. */
export const ALERTS_FROM_ACCOUNTS = `AlertsFrom${SEVERAL}`;

/** A bus and the name by which people and metrics know it. */
export type NamedBus = { bus: IEventBus | EventBus; name: string };

/** Alerts and results may share a bus, which then exists once. */
const once = (make: (name: string) => NamedBus): ((name: string) => NamedBus) => {
  const made = new Map<string, NamedBus>();
  return (name) => {
    const bus = made.get(name) ?? make(name);
    made.set(name, bus);
    return bus;
  };
};

/** Where alerts come from and where results go to: buses that exist, or one of the stack's own for both. */
export class EventBuses extends Construct {
  readonly alerts: NamedBus;
  readonly results: NamedBus;
  /** Where events of AWS services arrive. */
  readonly ofAws: NamedBus;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    const { stackName, alertBusName, resultBusName, alertAccounts, alertOrganization, alertSources } =
      settings;
    const existing = once((name) => ({
      bus: EventBus.fromEventBusName(this, `Existing-${name}`, name),
      name,
    }));
    const ownBus = once(() => ({
      bus: new EventBus(this, 'Own', {
        eventBusName: stackName,
        description: 'Security alerts about OAuth2 clients of DocSpace, and the results of the kill switch.',
      }),
      name: stackName,
    }));
    this.alerts = alertBusName === undefined ? ownBus(stackName) : existing(alertBusName);
    this.results = resultBusName === undefined ? ownBus(stackName) : existing(resultBusName);
    this.ofAws = existing(DEFAULT_BUS);

    // Other accounts reach a bus only by its own policy; it lets them send alerts and nothing else. The policy
    // of a bus that exists already belongs to its owner.
    if (alertBusName !== undefined) return;
    const onlyAlerts = putEventsCondition(alertSources, ALERT_DETAIL_TYPE);
    const takeAlertsFrom = (sender: string, principal: unknown, condition: Record<string, unknown>) =>
      new CfnEventBusPolicy(this, `AlertsFrom${sender}`, {
        eventBusName: this.alerts.bus.eventBusName,
        statementId: `alerts-from-${sender}`,
        statement: {
          Effect: 'Allow',
          Principal: principal,
          Action: 'events:PutEvents',
          Resource: this.alerts.bus.eventBusArn,
          Condition: condition,
        },
      });
    // Accounts that only the deploy knows cannot have a policy each.
    if (Token.isUnresolved(alertAccounts)) takeAlertsFrom(SEVERAL, { AWS: alertAccounts }, onlyAlerts);
    else
      for (const account of alertAccounts)
        takeAlertsFrom(account, { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` }, onlyAlerts);
    if (alertOrganization !== undefined)
      takeAlertsFrom('Organization', '*', {
        ...onlyAlerts,
        StringEquals: { ...onlyAlerts.StringEquals, 'aws:PrincipalOrgID': alertOrganization },
      });
  }

  /**
   * Lets nobody but one role put an event on the stack's own bus that looks like a result, whatever their policies
   * allow: people trust the mail that is made of it. The policy of a bus that exists already belongs to its owner.
   */
  takeResultsOnlyFrom(roleArn: string): void {
    const { bus } = this.results;
    if (!(bus instanceof EventBus)) return;
    new CfnEventBusPolicy(this, 'ResultsFromKillSwitch', {
      eventBusName: bus.eventBusName,
      statementId: 'results-from-kill-switch',
      statement: {
        Effect: 'Deny',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: bus.eventBusArn,
        Condition: {
          // One call may carry events of several sources: one result among them is enough.
          'ForAnyValue:StringEquals': { 'events:source': RESULT_SOURCE },
          ArnNotEquals: { 'aws:PrincipalArn': roleArn },
        },
      },
    });
  }
}

/** The ARN of a rule that need not exist yet; on the default bus it leaves the bus out. */
export const ruleArn = (scope: Construct, bus: NamedBus, ruleName: string): string =>
  Stack.of(scope).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: bus.name === DEFAULT_BUS ? ruleName : `${bus.name}/${ruleName}`,
  });

/** Dimensions under which EventBridge counts a rule: on the default bus it leaves the bus out. */
export const ruleDimensions = (bus: NamedBus, ruleName: string): Record<string, string> =>
  bus.name === DEFAULT_BUS ? { RuleName: ruleName } : { EventBusName: bus.name, RuleName: ruleName };
