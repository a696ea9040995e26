import { DescribeRuleCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, describe, expect, test } from 'vitest';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { alertEvent } from './alert-event.ts';
import { clientsOf } from './clients.ts';
import { deployment, PROTECTED_ID } from './deployments.ts';

const main = deployment('main');
const { events } = clientsOf(main);

let pattern: string | undefined;
beforeAll(async () => {
  const rule = new DescribeRuleCommand({
    Name: `${main.stackName}-alerts`,
    EventBusName: main.outputs.AlertBusName,
  });
  ({ EventPattern: pattern } = await events.send(rule));
});

/** Whether EventBridge matches an event with the deployed pattern. */
const starts = async (event: unknown): Promise<boolean | undefined> => {
  const test = new TestEventPatternCommand({ EventPattern: pattern, Event: JSON.stringify(event) });
  return (await events.send(test)).Result;
};

const alert = alertEvent(PROTECTED_ID);

describe('the deployed rule starts the function for', () => {
  test.for([
    ['an alert', {}],
    ['an alert with nothing but a client', { detail: { clientId: PROTECTED_ID } }],
    ['an alert under the other name of the id', { detail: { client_id: PROTECTED_ID } }],
    ['an alert that the function will refuse', { detail: { clientId: PROTECTED_ID, severity: 'low' } }],
    ['an alert that names no client: its sender gets a result', { detail: {} }],
    ['an alert of another portal: its sender gets a result', { detail: { portal: 'https://other.example' } }],
    ['a replay: the function decides', { 'replay-name': 'again' }],
    ['a drill', { detail: { clientId: PROTECTED_ID, dryRun: true } }],
  ] as const)('%s', async ([, changes]) => {
    expect(await starts({ ...alert, ...changes })).toBe(true);
  });
});

describe('the deployed rule does not match', () => {
  test.for([
    ['another source', { source: 'example.shop' }],
    ['a source that begins alike', { source: 'security.alerts.test' }],
    ['a source in other case', { source: 'Security.Alerts' }],
    ['another detail-type', { 'detail-type': 'OAuth2 Client Security Alert Closed' }],
    ['another account', { account: '111111111111' }],
    ['a finding of GuardDuty', { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding' }],
    ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    ["a result's source on an alert", { source: RESULT_SOURCE }],
    ["an alert's source on a result", { 'detail-type': RESULT_DETAIL_TYPE }],
  ] as const)('%s', async ([, changes]) => {
    expect(await starts({ ...alert, ...changes })).toBe(false);
  });

  test.for(OutcomeSchema.options)('the result %s', async (outcome) => {
    const result = { source: RESULT_SOURCE, 'detail-type': RESULT_DETAIL_TYPE, detail: { outcome } };
    expect(await starts({ ...alert, ...result })).toBe(false);
  });
});
