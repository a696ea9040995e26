import { expect, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { nextSecond } from './next-second.ts';
import { setStage } from './stage.ts';

test('an alert on the bus disables its client, and the result is on the bus', async () => {
  const { portal, killSwitch, results } = await setStage();
  const { crm, backup } = portal.clients;
  const [eventId = ''] = await killSwitch.alert({
    clientId: crm.clientId,
    severity: 'critical',
    reason: 'leak',
  });
  const found = await results.of(eventId);
  expect(found).toEqual([
    expect.objectContaining({
      outcome: 'disabled',
      final: true,
      proof: expect.objectContaining({ basis: 'read-back' }),
      client: expect.objectContaining({ enabledBefore: true, enabledAfter: false, portal: portal.url }),
    }),
  ]);
  expect(portal.databaseEnabled(crm.clientId)).toBe(false);
  expect(portal.databaseEnabled(backup.clientId)).toBe(true);
});

test('the same event again gets the same result, and nothing is written', async () => {
  const { portal, killSwitch } = await setStage();
  const { clientId } = portal.clients.crm;
  const event = alertEvent(clientId, { id: `again-${clientId}` });
  const first = await killSwitch.invoke(event);
  const writes = portal.activationWrites(clientId).length;
  expect(await killSwitch.invoke(event)).toEqual(first);
  expect(portal.activationWrites(clientId)).toHaveLength(writes);
});

test('a later alert finds its client off, says since when, and makes sure by one more write', async () => {
  const { portal, killSwitch, results } = await setStage();
  const { clientId } = portal.clients.crm;
  const [first = ''] = await killSwitch.alert({ clientId });
  const [contained] = await results.of(first);
  const writes = portal.activationWrites(clientId).length;
  // Envelopes carry whole seconds: the next one must not begin before the write of the first.
  await nextSecond();
  const [second = ''] = await killSwitch.alert({ clientId });
  expect(await results.of(second)).toMatchObject([
    {
      outcome: 'already-disabled',
      final: true,
      containment: { state: 'contained', since: contained?.timeline.containedAt },
    },
  ]);
  expect(portal.activationWrites(clientId)).toHaveLength(writes + 1);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('an array is answered alert by alert, one client once', async () => {
  const { portal, killSwitch, results } = await setStage();
  const { crm, backup } = portal.clients;
  const alerts = [crm, backup, crm].map(({ clientId }, position) =>
    alertEvent(clientId, { id: `array-${position}` }),
  );
  const answered = await killSwitch.invokeAll(alerts);
  expect(answered.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled', 'already-disabled']);
  for (const result of answered) expect(await results.of(result.trigger.eventId ?? '')).toEqual([result]);
});
