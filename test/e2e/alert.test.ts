import { expect, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { setStage } from './stage.ts';

test('an alert on the bus puts its client off and the result on the bus', async () => {
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

test('the same alert again finds its client off, and makes sure by one more write', async () => {
  const { portal, killSwitch, results } = await setStage();
  const { clientId } = portal.clients.crm;
  const [first = ''] = await killSwitch.alert({ clientId });
  await results.of(first);
  const writes = portal.activationWrites(clientId).length;
  const [second = ''] = await killSwitch.alert({ clientId });
  expect(await results.of(second)).toMatchObject([{ outcome: 'already-disabled', final: true }]);
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
