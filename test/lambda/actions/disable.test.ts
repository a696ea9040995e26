import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const MINUTE_MS = 60_000;
const PATIENCE = { withinMs: 1_000 };

/** An alert that has ended proven, and comes once more. */
const provenOnce = async () => {
  const stage = await setStage({ portal: { rateLimit: Number.POSITIVE_INFINITY } });
  const { portal, clock, invoke, ledger } = stage;
  const { clientId } = portal.clients.crm;
  const alert = alertFor(clientId);
  const first = await invoke(alert);
  expect(first).toMatchObject({ outcome: 'disabled', final: true });
  return {
    ...stage,
    clientId,
    first,
    record: () => ledger.readClient(clientId, PATIENCE),
    /** The client is on, and a reader that began before fills the cache with the old state. */
    enableBehindCache: async () => {
      await portal.store.activate(clientId, false);
      portal.store.expireCache();
      await portal.store.read(clientId);
      const row = portal.store.row(clientId);
      if (row === undefined) throw new Error('no such client');
      portal.store.add({ ...row, enabled: true });
      expect([portal.databaseEnabled(clientId), portal.cachedEnabled(clientId)]).toEqual([true, false]);
    },
    /** Too late for the portal's own race. */
    enableInPortal: async () => {
      clock.ms += MINUTE_MS;
      await portal.store.activate(clientId, true);
    },
    watchLater: async () => {
      clock.ms += 6 * MINUTE_MS;
      await invoke({ schedule: 'watch' });
    },
    redeliver: () => {
      portal.clearCalls();
      return invoke(alert);
    },
  };
};

describe('an alert that ended proven and is delivered again', () => {
  test('is reported again without a write while ledger and portal say that its containment stands', async () => {
    const { portal, first, redeliver } = await provenOnce();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('writes again where the portal shows the client on', async () => {
    const { portal, clientId, first, enableInPortal, redeliver } = await provenOnce();
    await enableInPortal();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(2);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('writes again where the watch had found the client on, although a stale cache shows it off', async () => {
    const set = await provenOnce();
    const { portal, clientId, first, enableInPortal, enableBehindCache, watchLater, record, redeliver } = set;
    await enableInPortal();
    await watchLater();
    expect(await record()).toMatchObject({ state: 'drifted' });
    await enableBehindCache();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(await record()).toMatchObject({ state: 'contained' });
  });

  test('writes again where the client is held as on, although a stale cache shows it off', async () => {
    const { portal, clientId, first, ledger, enableBehindCache, record, redeliver } = await provenOnce();
    const known = await record();
    if (known?.by === undefined) throw new Error('no record');
    const held = { since: first.timeline.receivedAt, by: known.by };
    await ledger.writeClient({ ...known, version: known.version + 1, held }, PATIENCE);
    await enableBehindCache();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('is refused where a person restored the client, although a stale cache shows it off: nothing is written', async () => {
    const { portal, invoke, clientId, enableBehindCache, redeliver } = await provenOnce();
    const enable = { action: 'enable', clientId, reason: 'false alarm', acceptUnrotatedSecret: true };
    expect(await invoke(enable)).toMatchObject({ outcome: 'enabled' });
    await enableBehindCache();
    expect(await redeliver()).toMatchObject({
      outcome: 'refused',
      final: true,
      guard: { name: 'restored-since-alert' },
    });
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });
});
