import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const byHand = (action: 'disable' | 'enable', clientId: string, extra: Record<string, unknown> = {}) => ({
  action,
  clientId,
  reason: 'case 4711',
  ...extra,
});

/** Limit one, and a second client that is held. */
const holdOne = async () => {
  const stage = await setStage({ env: { BREAKER_LIMIT: '1' } });
  const { crm, backup } = stage.portal.clients;
  await stage.invoke(alertFor(crm.clientId, { id: 'first' }));
  const alert = alertFor(backup.clientId, { id: 'second' });
  expect(await stage.invoke(alert)).toMatchObject({ outcome: 'held', guard: { name: 'breaker-open' } });
  return { ...stage, alert, clientId: backup.clientId };
};

describe('a held client', () => {
  test('that a person cleared is not disabled by the alert that was judged', async () => {
    const { invoke, portal, alert, clientId } = await holdOne();
    expect(await invoke(byHand('enable', clientId, { acceptUnrotatedSecret: true }))).toMatchObject({
      outcome: 'already-enabled',
    });
    await invoke({ action: 'reset-breaker', reason: 'false alarm' });
    portal.clearCalls();
    expect(await invoke(alert)).toMatchObject({
      outcome: 'refused',
      guard: { name: 'restored-since-alert' },
    });
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test.each(['disable', 'enable'] as const)(
    'that was deleted in DocSpace is held no longer once %s finds it gone',
    async (action) => {
      const { invoke, portal, clientId } = await holdOne();
      portal.store.remove(clientId);
      expect((await invoke(byHand(action, clientId))).outcome).toBe('not-found');
      const { clients = [] } = await invoke({ action: 'list' });
      expect(clients.map((client) => client.clientId)).not.toContain(clientId);
    },
  );
});

test('a secret that was live when the client came back is the one that must be changed', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId, { id: 'first' }));
  await portal.store.regenerate(clientId, 'second secret');
  await portal.store.activate(clientId, true);
  clock.ms += 60_000;
  const time = new Date(clock.ms).toISOString();
  expect((await invoke(alertFor(clientId, { id: 'second', time }))).outcome).toBe('disabled');
  expect(await invoke(byHand('enable', clientId))).toMatchObject({
    outcome: 'refused',
    guard: { name: 'unrotated-secret' },
  });
  await portal.store.regenerate(clientId, 'third secret');
  expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
});

test('who contained a client, and when, is not rewritten by an alert that confirms it', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  const first = await invoke(alertFor(clientId, { id: 'first', detail: { alertId: 'A' } }));
  clock.ms += 5 * 3_600_000;
  const time = new Date(clock.ms).toISOString();
  await invoke(alertFor(clientId, { id: 'second', time, detail: { alertId: 'B' } }));
  const { clients = [] } = await invoke({ action: 'list' });
  expect(clients).toMatchObject([{ since: first.timeline.containedAt, by: { alertId: 'A' } }]);
});

test('a client that drifted has drifted since one moment, however often the watch looks', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  const since = [];
  for (let looks = 0; looks < 3; looks += 1) {
    await invoke({ schedule: 'watch' });
    const { clients = [] } = await invoke({ action: 'list' });
    since.push(clients[0]?.since);
    clock.ms += 5 * 60_000;
  }
  expect(new Set(since).size).toBe(1);
});
