import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { failingLedger } from '../ledger/faulty-ledger.ts';
import { recordOf } from '../ledger-records.ts';
import { MINUTE_MS, TIME_LIMIT, WATCH } from './contained.ts';

describe('a run of the drift watch', () => {
  /** So many contained clients, last looked at in the order of their ids, the last one first. */
  const crowd = async (count: number, isOn: (nth: number) => boolean) => {
    const stage = await setStage({ portal: { rateLimit: Number.POSITIVE_INFINITY } });
    const ids: string[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const { clientId } = stage.portal.addClient({ enabled: isOn(nth) });
      ids.push(clientId);
      const at = new Date(THREE_AM - 60 * MINUTE_MS).toISOString();
      await stage.ledger.writeClient(
        recordOf({
          clientId,
          state: 'contained',
          firstWriteAt: at,
          provenAt: at,
          // Just now by the portal: its own race.
          lastWritePortalTime: new Date(THREE_AM).toISOString(),
          lookedAt: new Date(THREE_AM - 30 * MINUTE_MS - nth).toISOString(),
        }),
        TIME_LIMIT,
      );
    }
    const read = () =>
      stage.portal.calls.filter(({ operation }) => operation === 'read').map(({ clientId }) => clientId);
    return { ...stage, ids, read };
  };

  test('reads sixty clients at most, the least recently looked at first, and the rest in the next', async () => {
    const { ids, read, invoke, clock } = await crowd(70, () => false);
    await invoke(WATCH);
    expect(read()).toEqual(ids.toReversed().slice(0, 60));
    clock.ms += 5 * MINUTE_MS;
    await invoke(WATCH);
    expect(new Set(read()).size).toBe(70);
    expect(read().slice(60, 70)).toEqual(ids.toReversed().slice(60));
  });

  test('disables at most three clients, and the others in the next run', async () => {
    const { portal, ids, invoke, clock } = await crowd(5, () => true);
    const off = () => ids.filter((clientId) => portal.databaseEnabled(clientId) === false).length;
    await invoke(WATCH);
    expect(off()).toBe(3);
    clock.ms += 5 * MINUTE_MS;
    await invoke(WATCH);
    expect(off()).toBe(5);
  });

  test('is not kept from the others by one client that ails', async () => {
    const { portal, ids, read, invoke, clock } = await crowd(4, () => false);
    const ailing = ids.at(-1);
    portal.faults.set('read', () =>
      portal.calls.at(-1)?.clientId === ailing ? { kind: 'truncated-json' } : undefined,
    );
    for (let run = 1; run <= 3; run += 1) {
      await invoke(WATCH);
      clock.ms += 5 * MINUTE_MS;
    }
    expect(new Set(read())).toEqual(new Set(ids));
  });

  test('asks a portal that is down for one client, says that it saw nothing, and does not throw', async () => {
    const { portal, invoke, ledger, ids } = await crowd(4, () => true);
    await portal.goDown();
    expect(await invoke(WATCH)).toMatchObject({ outcome: 'failed', error: { name: 'NetworkError' } });
    await portal.comeBack();
    const records = await ledger.allClients(() => true, TIME_LIMIT);
    expect(records.filter(({ state }) => state === 'contained')).toHaveLength(ids.length);
  });

  describe('says that it saw nothing, and counts what it could not see, where', () => {
    const NOT_SHOWN = { kind: 'status', status: 404 } as const;
    const PROBLEM = { ...NOT_SHOWN, contentType: 'application/problem+json', body: '{"detail":"not found"}' };

    test.each<[string, Record<string, string>, 'admin' | 'user', (portal: Portal) => void]>([
      ['the portal is suspended', {}, 'admin', (portal) => Object.assign(portal, { suspended: true })],
      [
        'something in front of the portal answers 404',
        {},
        'admin',
        ({ faults }) => faults.set('read', NOT_SHOWN),
      ],
      ['the key is not an admin’s', {}, 'user', ({ faults }) => faults.set('read', PROBLEM)],
      [
        'it has no such read',
        { DIALECT: 'documented' },
        'admin',
        ({ faults }) => faults.set('read', NOT_SHOWN),
      ],
    ])('%s', async (_, env, key, breakPortal) => {
      const { portal, ledger, ids, clock } = await crowd(4, () => true);
      const blind = await setStage({
        portalUrl: portal.url,
        env,
        secret: portal.keys[key],
        dependencies: { ledger, now: () => new Date(clock.ms) },
      });
      breakPortal(portal);
      const result = await blind.invoke(WATCH);
      expect(result).toMatchObject({ outcome: 'failed', error: { message: expect.any(String) } });
      expect(blind.opened.at(-1)).toMatchObject({ drifted: null, notSeen: ids.length });
      expect(portal.activationWrites()).toEqual([]);
      expect(blind.published()).toEqual([]);
    });
  });

  test.each<[string, Fault]>([
    ['huge', { kind: 'huge-body', bytes: 5 * 1024 * 1024 }],
    ['broken', { kind: 'truncated-json' }],
    ['broken off', { kind: 'truncated-json', abrupt: true }],
    ['an error', { kind: 'status', status: 500 }],
  ])('looks at eleven others where one client of twelve is %s, and says so', async (_, fault) => {
    const { portal, ids, read, invoke, opened, logs } = await crowd(12, () => false);
    const unreadable = ids.at(-1);
    portal.faults.set('read', () => (portal.calls.at(-1)?.clientId === unreadable ? fault : undefined));
    const result = await invoke(WATCH);
    expect(new Set(read())).toEqual(new Set(ids));
    expect(result.outcome).toBe('listed');
    expect(result.summary).toContain('1 of 12 could not be looked at');
    expect(opened.at(-1)).toMatchObject({ drifted: 0, notSeen: 1 });
    expect(logs.filter(({ code }) => code === 'KS430')).toMatchObject([{ fields: { clientId: unreadable } }]);
  });

  test('asks no further where three clients in a row cannot be read, and begins with others the next time', async () => {
    const { portal, ids, read, invoke, opened, clock } = await crowd(5, () => false);
    const unreadable = ids.slice(-3);
    portal.faults.set('read', () =>
      unreadable.includes(portal.calls.at(-1)?.clientId ?? '') ? { kind: 'truncated-json' } : undefined,
    );
    expect((await invoke(WATCH)).outcome).toBe('failed');
    expect(new Set(read())).toEqual(new Set(unreadable));
    expect(opened.at(-1)).toMatchObject({ drifted: null, notSeen: 5 });
    clock.ms += 5 * MINUTE_MS;
    expect((await invoke(WATCH)).outcome).toBe('listed');
    expect(new Set(read())).toEqual(new Set(ids));
    expect(opened.at(-1)).toMatchObject({ drifted: 0, notSeen: 3 });
  });

  test('does not throw where the ledger fails at any call', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const store = createMemoryStore();
      const { ledger } = failingLedger(store, (call) => call === nth);
      const { portal, invoke } = await setStage({ dependencies: { ledger } });
      const at = new Date(THREE_AM - 60 * MINUTE_MS).toISOString();
      const { clientId } = portal.clients.crm;
      await store.writeClient(recordOf({ clientId, state: 'contained', provenAt: at }), TIME_LIMIT);
      expect(['listed', 'failed']).toContain((await invoke(WATCH)).outcome);
    }
  });
});

test('one client that the portal does not show readably does not hide the others from the watch', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const { crm, backup } = portal.clients;
  await invoke(alertFor(crm.clientId, { id: 'a' }));
  clock.ms += 1_000;
  await invoke(alertFor(backup.clientId, { id: 'b' }));
  clock.ms += 6 * 60_000;
  await portal.store.activate(backup.clientId, true);
  portal.faults.set('read', () =>
    portal.calls.at(-1)?.path.includes(crm.clientId) === true ? { kind: 'truncated-json' } : undefined,
  );
  for (let runs = 1; runs <= 2; runs += 1) {
    await invoke({ schedule: 'watch' });
    clock.ms += 5 * 60_000;
  }
  expect(published().at(-1)).toMatchObject({ outcome: 'drifted', client: { clientId: backup.clientId } });
});
