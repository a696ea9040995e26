import { expect, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { nextSecond } from './next-second.ts';
import { setStage } from './stage.ts';

test('a client comes back only with a new secret, and only a newer alert disables it again', async () => {
  const { portal, killSwitch } = await setStage();
  const { clientId } = portal.clients.crm;
  const enable = { action: 'enable', clientId, reason: 'case closed' };
  const alert = alertEvent(clientId, { id: `leak-${clientId}` });
  expect(await killSwitch.invoke(alert)).toMatchObject({ outcome: 'disabled', decision: 1 });

  const writes = portal.activationWrites(clientId).length;
  expect(await killSwitch.invoke(enable)).toMatchObject({
    outcome: 'refused',
    guard: { name: 'unrotated-secret' },
  });
  expect(portal.activationWrites(clientId)).toHaveLength(writes);

  await portal.store.regenerate(clientId, 'another secret');
  expect(await killSwitch.invoke(enable)).toMatchObject({ outcome: 'enabled', decision: 2, warnings: [] });
  expect(portal.databaseEnabled(clientId)).toBe(true);

  expect(await killSwitch.invoke(alert)).toMatchObject({
    outcome: 'refused',
    guard: { name: 'restored-since-alert' },
  });
  expect(portal.databaseEnabled(clientId)).toBe(true);

  await nextSecond();
  expect(await killSwitch.invoke(alertEvent(clientId, { id: `newer-${clientId}` }))).toMatchObject({
    outcome: 'disabled',
    decision: 3,
  });
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('the drift watch runs, and reports nothing for a client that is off', async () => {
  const { portal, killSwitch, results } = await setStage();
  await killSwitch.invoke({ clientId: portal.clients.crm.clientId, reason: 'drill' });
  const seen = results.seen.length;
  const watched = await killSwitch.invoke({ schedule: 'watch' });
  expect(watched).toMatchObject({ outcome: 'listed', trigger: { type: 'schedule' } });
  expect(watched.clients?.map(({ clientId }) => clientId)).toContain(portal.clients.crm.clientId);
  expect(results.seen).toHaveLength(seen);
});
