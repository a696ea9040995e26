import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templateOf } from '../infra/synthesised.ts';
import { setStage } from './stage.ts';

const CLIENTS = 30;
/** The default. */
const LIMIT = 10;
/** The emulator starts a process for each alert at a time. */
const WAVE = 4;

test('of 30 clients in parallel waves the breaker lets 10 be disabled and holds 20 for a person', async () => {
  const { portal, killSwitch, results, clients, deployed } = await setStage('limited');
  // With several stacks in an account an alert has to say whose it is.
  const alertOn = (clientId: string) => ({ clientId, severity: 'critical', portal: portal.url });
  const clientIds = Array.from({ length: CLIENTS }, () => portal.addClient().clientId);
  for (let sent = 0; sent < CLIENTS; sent += WAVE) {
    const wave = clientIds.slice(sent, sent + WAVE);
    const eventIds = await killSwitch.alert(...wave.map(alertOn));
    for (const eventId of eventIds) expect(await results.of(eventId)).toHaveLength(1);
  }
  const off = clientIds.filter((clientId) => portal.databaseEnabled(clientId) === false);
  expect(off).toHaveLength(LIMIT);
  const turnedAway = results.seen.filter(({ outcome }) => outcome === 'held');
  expect(turnedAway.map(({ client }) => client?.clientId).sort()).toEqual(
    clientIds.filter((clientId) => !off.includes(clientId)).sort(),
  );

  const listed = await killSwitch.invoke({ action: 'list' });
  const held = (listed.clients ?? []).filter(({ state }) => state === 'held').map(({ clientId }) => clientId);
  expect(held.sort()).toEqual(clientIds.filter((clientId) => !off.includes(clientId)).sort());

  const [first = '', second = ''] = held;
  const byHand = await killSwitch.invoke({ clientId: first, reason: 'the alert is right' });
  expect(byHand.outcome).toBe('disabled');
  expect(portal.databaseEnabled(first)).toBe(false);

  const reset = await killSwitch.invoke({ action: 'reset-breaker', reason: 'the others, too' });
  expect(reset).toMatchObject({ outcome: 'breaker-reset' });
  expect(reset.clients).toHaveLength(CLIENTS - LIMIT - 1);
  const [eventId = ''] = await killSwitch.alert(alertOn(second));
  expect(await results.of(eventId)).toMatchObject([{ outcome: 'disabled' }]);
  expect(portal.databaseEnabled(second)).toBe(false);

  // The metric stands in the log as AWS reads it, and the alarm listens to it.
  const { logs: client } = clients;
  const lines: string[] = [];
  const pages = paginateFilterLogEvents({ client }, { logGroupName: deployed.outputs.LogGroupName });
  for await (const { events = [] } of pages) lines.push(...events.map(({ message = '' }) => message));
  const line = lines.find((text) => text.includes('"_aws"') && text.includes('"BreakerOpen":1'));
  expect(line).toContain('"service":"Enforced-limited","trigger":"alert"');
  Template.fromJSON(templateOf().toJSON()).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'BreakerOpen',
    AlarmName: 'DocSpaceKillSwitch-breaker-open',
  });
});
