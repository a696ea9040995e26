import { describe, expect, test } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';
import { failingLedger } from '../ledger/faulty-ledger.ts';
import { recordOf } from '../ledger-records.ts';

const MINUTE_MS = 60_000;
const PATIENCE = { withinMs: 1_000 };
const WATCH = { schedule: 'watch' };

/** A client that an alert has contained; `skewMs`: how far the portal's clock is ahead of the function's. */
const contained = async ({ skewMs = 0, ...options }: StageOptions & { skewMs?: number } = {}) => {
  const clock = { ms: THREE_AM };
  const stage = await setStage({
    ...options,
    portal: { now: () => clock.ms + skewMs, rateLimit: Number.POSITIVE_INFINITY },
    dependencies: {
      now: () => new Date(clock.ms),
      sleep: async (milliseconds) => {
        clock.ms += milliseconds;
      },
      ...options.dependencies,
    },
  });
  const { portal, ledger, invoke, published } = stage;
  const { clientId } = portal.clients.crm;
  expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled' });
  portal.clearCalls();
  const since = published().length;
  return {
    ...stage,
    clock,
    clientId,
    /** Results on the bus since the containment. */
    told: (): ContainmentResult[] => published().slice(since),
    record: () => ledger.readClient(clientId, PATIENCE),
    watchAfter: (milliseconds: number) => {
      clock.ms += milliseconds;
      return invoke(WATCH);
    },
    /** As an edit at the moment of our own write leaves it: on, and changed no later. */
    putOnByRace: () => portal.store.activate(clientId, true),
    putOnByHand: async () => {
      clock.ms += MINUTE_MS;
      await portal.store.activate(clientId, true);
    },
  };
};

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

  test('and finds a client off: nothing is written to the portal, and nobody is told', async () => {
    const { portal, watchAfter, told } = await contained();
    expect(await watchAfter(6 * MINUTE_MS)).toMatchObject({
      outcome: 'listed',
      trigger: { type: 'schedule' },
    });
    expect([portal.activationWrites(), told()]).toEqual([[], []]);
  });

  test('and takes no stale cache for the truth: what a slow reader put back is gone by then', async () => {
    const { portal, clock, clientId, watchAfter, told } = await contained();
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
    expect([portal.activationWrites(), told()]).toEqual([[], []]);
  });
});

describe.each([0, 10 * MINUTE_MS, -10 * MINUTE_MS])('with the portal’s clock %i ms ahead', (skewMs) => {
  test('the portal’s own race is put off again and told', async () => {
    const { portal, clientId, putOnByRace, watchAfter, told, record } = await contained({ skewMs });
    await putOnByRace();
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(told()).toMatchObject([
      { outcome: 'disabled', decision: 2, warnings: ['portal-race-undone'], trigger: { type: 'schedule' } },
    ]);
    expect(await record()).toMatchObject({ state: 'contained', decision: 2, raceUndone: true });
  });

  test('what a person put on later is reported and left on', async () => {
    const { portal, clientId, putOnByHand, watchAfter, told, record } = await contained({ skewMs });
    await putOnByHand();
    const writes = portal.activationWrites().length;
    await watchAfter(6 * MINUTE_MS);
    expect(portal.activationWrites().length).toBe(writes);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(told()).toMatchObject([{ outcome: 'drifted', decision: 1, client: { clientId } }]);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });
});

describe('a client that is on again', () => {
  test('is put off once in a containment, then reported', async () => {
    const { portal, clientId, putOnByRace, watchAfter, told, record } = await contained();
    await putOnByRace();
    await watchAfter(6 * MINUTE_MS);
    await putOnByRace();
    await watchAfter(6 * MINUTE_MS);
    expect(told().map(({ outcome }) => outcome)).toEqual(['disabled', 'drifted']);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });

  test('is reported once, however often it is found', async () => {
    const { putOnByHand, watchAfter, told, opened } = await contained();
    await putOnByHand();
    for (let run = 1; run <= 4; run += 1) await watchAfter(6 * MINUTE_MS);
    expect(told().map(({ outcome }) => outcome)).toEqual(['drifted']);
    expect(opened.at(-1)).toMatchObject({ contained: 0, drifted: 1 });
  });

  test('is told again by the next run where the telling failed, as a copy', async () => {
    const state = { fails: true };
    const published: ContainmentResult[] = [];
    const { putOnByHand, watchAfter, record } = await contained({
      dependencies: {
        publishResult: async (result) => {
          if (result.outcome === 'drifted' && state.fails) throw new Error('no bus');
          published.push(result);
        },
      },
    });
    await putOnByHand();
    await watchAfter(6 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
    state.fails = false;
    await watchAfter(6 * MINUTE_MS);
    await watchAfter(6 * MINUTE_MS);
    expect(published.map(({ outcome }) => outcome)).toEqual(['disabled', 'drifted']);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });

  test('is contained again where somebody puts it off by hand', async () => {
    const { portal, clientId, putOnByHand, watchAfter, record } = await contained();
    await putOnByHand();
    await watchAfter(6 * MINUTE_MS);
    await portal.store.activate(clientId, false);
    await watchAfter(6 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
  });

  test('is put off every time where the settings say so, and told every time', async () => {
    const { portal, clientId, putOnByHand, watchAfter, told, record } = await contained({
      env: { ON_DRIFT: 'disable' },
    });
    for (let run = 1; run <= 2; run += 1) {
      await putOnByHand();
      await watchAfter(6 * MINUTE_MS);
      expect(portal.databaseEnabled(clientId)).toBe(false);
    }
    expect(told()).toMatchObject([
      { outcome: 'disabled', decision: 2, warnings: ['disabled-after-drift'] },
      { outcome: 'disabled', decision: 3, warnings: ['disabled-after-drift'] },
    ]);
    expect(new Set(told().map(({ resultId }) => resultId)).size).toBe(2);
    expect(await record()).toMatchObject({ state: 'contained', by: { type: 'schedule' } });
  });

  test.each(['race', 'hand'])('by %s is left on in dry-run mode, and reported', async (cause) => {
    const stage = await contained();
    await (cause === 'race' ? stage.putOnByRace() : stage.putOnByHand());
    const dry = await setStage({
      portalUrl: stage.portal.url,
      env: { MODE: 'dry-run', ON_DRIFT: 'disable' },
      secret: stage.portal.keys.admin,
      dependencies: { ledger: stage.ledger, now: () => new Date(stage.clock.ms) },
    });
    stage.clock.ms += 6 * MINUTE_MS;
    const writes = stage.portal.activationWrites().length;
    await dry.invoke(WATCH);
    expect(stage.portal.activationWrites().length).toBe(writes);
    expect(dry.published().map(({ outcome }) => outcome)).toEqual(['drifted']);
  });

  test('and that the portal does not let be put off is told, and looked after by the next run', async () => {
    const { portal, clientId, putOnByRace, watchAfter, told } = await contained();
    await putOnByRace();
    portal.faults.set('activate', { kind: 'status', status: 500 });
    await watchAfter(6 * MINUTE_MS);
    portal.faults.clear();
    expect(told()).toMatchObject([{ outcome: 'failed', final: true }]);
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(told().map(({ outcome }) => outcome)).toEqual(['failed', 'drifted']);
  });

  test('and was put off while the ledger fails is told all the same', async () => {
    const state = { fails: false };
    const { ledger, calls } = failingLedger(
      createMemoryStore(),
      (_nth, verb) => state.fails && verb === 'writeClient' && calls.at(-2) === 'writeClient',
    );
    const { portal, clientId, putOnByRace, watchAfter, told, record } = await contained({
      dependencies: { ledger },
    });
    await putOnByRace();
    state.fails = true;
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(told()).toMatchObject([
      { outcome: 'disabled', warnings: ['portal-race-undone', 'ledger-unavailable'] },
    ]);
    state.fails = false;
    for (let run = 1; run <= 4; run += 1) await watchAfter(5 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
  });
});

describe('a client that the portal does not know any more', () => {
  const gone = async (clientId: string, key: 'admin' | 'user', tenant = 1) => {
    const ledger = createMemoryStore();
    const at = new Date(THREE_AM - 60 * MINUTE_MS).toISOString();
    await ledger.writeClient(
      recordOf({ clientId, state: 'contained', provenAt: at, lookedAt: at, firstWriteAt: at, tenant }),
      PATIENCE,
    );
    const { portal, invoke } = await setStage({ dependencies: { ledger } });
    const { invoke: asUser } = await setStage({
      portalUrl: portal.url,
      secret: portal.keys[key],
      dependencies: { ledger },
    });
    await (key === 'admin' ? invoke : asUser)(WATCH);
    return ledger.readClient(clientId, PATIENCE);
  };

  test('is closed where the key is an admin’s', async () => {
    expect(await gone('0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'admin')).toMatchObject({
      state: 'deleted',
      expiresAt: expect.any(Number),
    });
  });

  test('stays open where the key is another’s, who may just not see it', async () => {
    expect(await gone('0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'user')).toMatchObject({ state: 'contained' });
  });

  test('stays open where it was shown in another tenant than that of the key', async () => {
    const clientId = '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e';
    expect(await gone(clientId, 'admin', 7)).toMatchObject({ state: 'contained' });
  });

  test('stays open where its id begins with "feed", which the gateway sends elsewhere', async () => {
    expect(await gone('feed2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e', 'admin')).toMatchObject({ state: 'contained' });
  });
});

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
        PATIENCE,
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

  test('puts three clients off at most, and the rest in the next', async () => {
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
    const records = await ledger.allClients(() => true, PATIENCE);
    expect(records.filter(({ state }) => state === 'contained')).toHaveLength(ids.length);
  });

  describe('says that it saw nothing, and counts what it could not see, where', () => {
    const NOT_SHOWN = { kind: 'status', status: 404 } as const;
    const PROBLEM = { ...NOT_SHOWN, contentType: 'application/problem+json', body: '{"status":404}' };

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
      expect(blind.opened.at(-1)).toMatchObject({ contained: ids.length, notSeen: ids.length });
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
    expect(opened.at(-1)).toMatchObject({ contained: 12, notSeen: 1 });
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
    expect(opened.at(-1)).toMatchObject({ notSeen: 5 });
    clock.ms += 5 * MINUTE_MS;
    expect((await invoke(WATCH)).outcome).toBe('listed');
    expect(new Set(read())).toEqual(new Set(ids));
    expect(opened.at(-1)).toMatchObject({ notSeen: 3 });
  });

  test('does not throw where the ledger fails at any call', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const store = createMemoryStore();
      const { ledger } = failingLedger(store, (call) => call === nth);
      const { portal, invoke } = await setStage({ dependencies: { ledger } });
      const at = new Date(THREE_AM - 60 * MINUTE_MS).toISOString();
      const { clientId } = portal.clients.crm;
      await store.writeClient(recordOf({ clientId, state: 'contained', provenAt: at }), PATIENCE);
      expect(['listed', 'failed']).toContain((await invoke(WATCH)).outcome);
    }
  });

  test('counts what waits for a person, also what is held and what is due for review', async () => {
    const { portal, watchAfter, opened, invoke, clientId, record } = await contained({
      env: { BREAKER_LIMIT: '1', REVIEW_AFTER: '1h' },
    });
    const held = portal.clients.backup.clientId;
    expect(await invoke(alertFor(held))).toMatchObject({ guard: { name: 'breaker-open' } });
    await watchAfter(30 * MINUTE_MS);
    expect(opened.at(-1)).toEqual({
      contained: 1,
      drifted: 0,
      held: 1,
      notSeen: 0,
      unproven: 0,
      reviewDue: 0,
    });
    const result = await watchAfter(31 * MINUTE_MS);
    expect(opened.at(-1)).toEqual({
      contained: 1,
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
});

test('a contained client that somebody put on again has drifted: told once, and left to a person', async () => {
  const { portal, clock, invoke, published, counted } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  portal.clearCalls();

  const watched = await invoke({ schedule: 'watch' });
  expect(watched).toMatchObject({ outcome: 'listed', action: 'watch', trigger: { type: 'schedule' } });
  const drifted = published().at(-1);
  expect(drifted).toMatchObject({
    outcome: 'drifted',
    action: 'watch',
    final: true,
    client: { clientId, name, enabledBefore: true, enabledAfter: null },
    decision: disabled.decision,
    containment: {
      state: 'contained',
      since: disabled.timeline.containedAt,
      by: { alertId: disabled.trigger.alertId },
    },
    proof: { writes: [], basis: 'none' },
  });
  expect(drifted?.residualAccess[0]?.what).toContain('treat it as still on');
  expect(counted.slice(-2)).toEqual([drifted, watched]);
  expect(portal.activationWrites()).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);

  clock.ms += 5 * 60_000;
  await invoke({ schedule: 'watch' });
  expect(published()).toEqual([disabled, drifted]);
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
  expect(opened).toEqual([{ contained: 1, drifted: 0, held: 0, notSeen: 0, reviewDue: 0, unproven: 0 }]);
});

test('where the settings say so, the watch puts a drifted client off again and proves it', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  await invoke({ schedule: 'watch' });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(published()).toEqual([
    disabled,
    expect.objectContaining({
      outcome: 'disabled',
      action: 'watch',
      warnings: ['disabled-after-drift'],
      decision: (disabled.decision ?? 0) + 1,
    }),
  ]);
});

test('a drifted client that the watch can not put off is told as such, with what to do about the client', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  const contentType = 'application/problem+json';
  portal.faults.set('activate', { kind: 'status', status: 403, contentType, body: '{}' });
  await invoke({ schedule: 'watch' });
  const told = published().at(-1);
  expect(told).toMatchObject({
    outcome: 'failed',
    action: 'watch',
    client: { clientId, enabledBefore: true },
  });
  expect(told?.summary).toMatch(new RegExp(`^OAuth2 client ${clientId} of .* could not be disabled\\.$`));
  expect(told?.nextSteps.join()).toContain('treat the client as on');
  expect(told?.residualAccess[0]?.what).toContain('treat it as still on');
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
