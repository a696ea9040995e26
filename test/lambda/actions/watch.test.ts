import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { contained, MINUTE_MS } from './contained.ts';

describe('the drift watch looks', () => {
  test('not before the portal’s cache has ended, 330 s after the proof', async () => {
    const { portal, watchAfter, record } = await contained();
    await watchAfter(329_000);
    expect(portal.calls).toEqual([]);
    const before = await record();
    await watchAfter(1_000);
    expect(portal.calls.map(({ operation }) => operation)).toContain('read');
    expect((await record())?.lookedAt).not.toBe(before?.lookedAt);
  });

  test('and finds a client off: nothing is written to the portal, and nothing is reported', async () => {
    const { portal, watchAfter, reports } = await contained();
    expect(await watchAfter(6 * MINUTE_MS)).toMatchObject({
      outcome: 'listed',
      trigger: { type: 'schedule' },
    });
    expect([portal.activationWrites(), reports()]).toEqual([[], []]);
  });

  test('and takes no stale cache for the truth: what a slow reader put back is gone by then', async () => {
    const { portal, clock, clientId, watchAfter, reports } = await contained();
    const row = portal.store.row(clientId);
    if (row === undefined) throw new Error('no such client');
    // A reader that started before the write fills the cache with what it had read.
    portal.store.add({ ...row, enabled: true });
    portal.store.expireCache();
    await portal.store.read(clientId);
    portal.store.add(row);
    clock.ms += 1_000;
    expect(portal.cachedEnabled(clientId)).toBe(true);
    await watchAfter(330_000);
    expect([portal.activationWrites(), reports()]).toEqual([[], []]);
  });
});

test('the watch finds a contained client off and is quiet', async () => {
  const { portal, clock, invoke, published, opened } = await setStage();
  const disabled = await invoke(alertFor(portal.clients.crm.clientId));
  clock.ms += 6 * 60_000;
  portal.clearCalls();
  expect((await invoke({ schedule: 'watch' })).outcome).toBe('listed');
  expect(portal.calls.filter(({ operation }) => operation !== 'token')).toMatchObject([
    { operation: 'read' },
  ]);
  expect(published()).toEqual([disabled]);
  expect(opened).toEqual([{ drifted: 0, held: 0, notSeen: 0, reviewDue: 0, unproven: 0 }]);
});

test('the drift watch counts what waits for a person, also what is held and what is due for review', async () => {
  const { portal, watchAfter, opened, invoke, clientId, record } = await contained({
    env: { BREAKER_LIMIT: '1', REVIEW_AFTER: '1h' },
  });
  const held = portal.clients.backup.clientId;
  expect(await invoke(alertFor(held))).toMatchObject({ guard: { name: 'breaker-open' } });
  await watchAfter(30 * MINUTE_MS);
  expect(opened.at(-1)).toEqual({
    drifted: 0,
    held: 1,
    notSeen: 0,
    unproven: 0,
    reviewDue: 0,
  });
  const result = await watchAfter(31 * MINUTE_MS);
  expect(opened.at(-1)).toEqual({
    drifted: 0,
    held: 1,
    notSeen: 0,
    unproven: 0,
    reviewDue: 1,
  });
  expect(result.clients).toMatchObject([
    { clientId: held, state: 'held' },
    { clientId, state: 'contained', reviewDue: true },
  ]);
  // It never comes back by itself.
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(await record()).toMatchObject({ state: 'contained' });
});
