import { describe, expect, test } from 'vitest';
import { createContainerBreaker } from '../../../lambda/ledger/container-breaker.ts';
import { held } from '../../../lambda/ledger/hold.ts';
import { RunMemory } from '../../../lambda/ledger/run-memory.ts';
import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { clientRow } from '../../client-row.ts';
import type { Verb } from '../../ledgers.ts';
import { silentLedger } from '../../ledgers.ts';
import { CRM, createModel, type Model } from '../../model.ts';
import { intentOf } from '../ledger-records.ts';
import { expectAgreement } from './agreement.ts';
import { failingLedger, type LedgerFault } from './faulty-ledger.ts';

const HOUR_MS = 3_600_000;
const FAULTS: LedgerFault[] = ['not made', 'answer lost'];

const enable = { action: 'enable', clientId: CRM, reason: 'closed', acceptUnrotatedSecret: true };

const stage = (ledger: LedgerStore) => {
  const clock = { ms: THREE_AM };
  const sleep = async (_actor: string, milliseconds: number) => {
    clock.ms += milliseconds;
  };
  return { clock, model: createModel({ clock, sleep, ledger }) };
};

/** What went before the fault: alone, with a ledger that answers. */
const PASTS: Record<string, (model: Model, clock: { ms: number }) => Promise<void>> = {
  'never seen before': async () => {},
  'contained already': async (model) => {
    await model.container('past')(alertFor(CRM, { id: 'past' }));
  },
  'restored after a containment': async (model) => {
    await model.container('past')(alertFor(CRM, { id: 'past' }));
    await model.container('past')(enable);
  },
};

/** Plays with one fault at the n-th call of the ledger, for every n, or from there on. */
const atEveryCall = async (
  past: string,
  { fault, fromThere, payload }: { fault: LedgerFault; fromThere: boolean; payload: unknown },
  check: (
    played: Awaited<ReturnType<typeof playOnce>> & { model: Model; failed: Verb | undefined },
  ) => Promise<void>,
) => {
  for (let nth = 1; ; nth += 1) {
    const state = { on: false };
    const store = createMemoryStore();
    let counted = 0;
    let failed: Verb | undefined;
    const { ledger } = failingLedger(
      store,
      (_nth, verb) => {
        if (!state.on) return false;
        counted += 1;
        const fails = fromThere ? counted >= nth : counted === nth;
        if (fails) failed ??= verb;
        return fails;
      },
      fault,
    );
    const { clock, model } = stage(ledger);
    await PASTS[past]?.(model, clock);
    clock.ms += HOUR_MS;
    const played = await playOnce(model, payload, state, clock);
    if (failed === undefined) return;
    await check({ ...played, model, failed });
  }
};

const playOnce = async (model: Model, payload: unknown, state: { on: boolean }, clock: { ms: number }) => {
  state.on = true;
  const before = model.writes.length;
  const result = await model.container('now')(payload);
  state.on = false;
  clock.ms += 20 * 60_000;
  return { result, written: model.writes.slice(before) };
};

const alert = alertFor(CRM, { id: 'now', time: new Date(THREE_AM + HOUR_MS - 1_000).toISOString() });

describe.each(FAULTS)('a ledger that fails at its n-th call (%s)', (fault) => {
  describe.each(Object.keys(PASTS))('for a client %s', (past) => {
    test('never keeps an alert from disabling, which says so, and the ledger catches up', () =>
      atEveryCall(past, { fault, fromThere: false, payload: alert }, async ({ result, model, failed }) => {
        expect(result).toMatchObject({
          outcome: past === 'contained already' ? 'already-disabled' : 'disabled',
          final: true,
        });
        expect(model.isOn()).toBe(false);
        // The result is made before it is kept.
        if (failed !== 'keepResult') expect(result?.warnings).toContain('ledger-unavailable');
        // What a run could not write down, the watch finds out.
        await model.container('watch')({ schedule: 'watch' });
        expect(await model.record()).toMatchObject({ state: 'contained', reviewBy: expect.any(String) });
      }));

    test('never leaves a client on that a person enabled and the ledger does not know', () =>
      atEveryCall(past, { fault, fromThere: false, payload: enable }, async ({ result, model, written }) => {
        const { state } = (await model.record()) ?? {};
        if (result?.outcome === 'enabled') await expectAgreement(model, [result]);
        else expect(['refused', 'failed', 'already-enabled']).toContain(result?.outcome);
        if (written.length === 0) return;
        expect(model.isOn()).toBe(state === 'restored');
      }));
  });
});

describe('a ledger that fails from its n-th call on', () => {
  test.each(Object.keys(PASTS))('never keeps an alert from disabling a client %s', (past) =>
    atEveryCall(
      past,
      { fault: 'not made', fromThere: true, payload: alert },
      async ({ result, model, failed }) => {
        expect(result?.outcome).toMatch(/disabled$/);
        if (failed !== 'keepResult') expect(result?.warnings).toContain('ledger-unavailable');
        expect(model.isOn()).toBe(false);
      },
    ),
  );

  test('disables again what it does not let a restore finish', () =>
    atEveryCall(
      'contained already',
      { fault: 'not made', fromThere: true, payload: enable },
      async (played) => {
        const { result, model, written } = played;
        expect(model.isOn()).toBe(false);
        if (written.length === 0) expect(result).toMatchObject({ guard: { name: 'ledger-unavailable' } });
        else
          expect(result).toMatchObject({
            outcome: 'failed',
            error: { name: 'LedgerError' },
            client: { enabledAfter: false },
          });
      },
    ));
});

test('a restore that was taken back, since no answer to its last write came, is known as contained', async () => {
  const state = { lost: false };
  let writes = 0;
  const { ledger } = failingLedger(
    createMemoryStore(),
    (_nth, verb) => {
      if (!state.lost || verb !== 'writeClient') return false;
      writes += 1;
      return writes > 1;
    },
    'answer lost',
  );
  const { model } = stage(ledger);
  await model.container('past')(alertFor(CRM, { id: 'past' }));
  state.lost = true;
  expect(await model.container('now')(enable)).toMatchObject({ outcome: 'failed' });
  expect(model.isOn()).toBe(false);
  expect(await model.record()).toMatchObject({ state: 'contained' });
});

describe('while the ledger is down', () => {
  test('a container disables as many clients as the limit says, and fails the next, which is delivered again', async () => {
    const { model } = stage(silentLedger());
    const [first, second] = [model.container('first'), model.container('second')];
    const ids = Array.from({ length: 11 }, (_, n) => `6c7cf17b-1bd3-47d5-94c6-0000000000${10 + n}`);
    for (const clientId of ids) model.portal.add(clientRow({ clientId }));
    const outcomes: (string | undefined)[] = [];
    for (const clientId of [...ids, ...ids.slice(0, 1)])
      outcomes.push((await first(alertFor(clientId, { id: clientId })))?.outcome);
    expect(outcomes).toEqual([...Array(10).fill('disabled'), undefined, 'already-disabled']);
    // Nobody could note that it is on: the alert does not end with that, it is delivered again.
    expect(model.published.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { final: false, error: { name: 'LedgerError' }, client: { enabledBefore: true, enabledAfter: null } },
    ]);
    expect(model.published.filter(({ guard }) => guard !== undefined)).toEqual([]);
    const last = ids.at(-1) ?? '';
    expect(model.isOn(last)).toBe(true);
    expect(model.writes.filter(({ clientId }) => clientId === last)).toEqual([]);
    // The bound is each container's own.
    expect(await second(alertFor(last))).toMatchObject({ outcome: 'disabled' });
  });

  test('what the ledger granted before counts as well', async () => {
    const state = { down: false };
    const { ledger } = failingLedger(createMemoryStore(), () => state.down);
    const clock = { ms: THREE_AM };
    const model = createModel({ clock, sleep: async () => {}, ledger, env: { BREAKER_LIMIT: '1' } });
    const container = model.container('one');
    const [first, second] = ['6c7cf17b-1bd3-47d5-94c6-be2d3570e168', 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90'];
    expect(await container(alertFor(first))).toMatchObject({ outcome: 'disabled' });
    state.down = true;
    // Not final: nobody could note that it is on.
    expect(await container(alertFor(second))).toBeUndefined();
    expect(model.published.at(-1)).toMatchObject({
      outcome: 'failed',
      final: false,
      error: { name: 'LedgerError' },
    });
    expect(model.published.at(-1)?.guard).toBeUndefined();
    expect(model.isOn(second)).toBe(true);
  });

  test('list, reset-breaker and watch say that they failed, and status goes on without', async () => {
    const { model } = stage(silentLedger());
    const answer = model.container('any');
    for (const payload of [
      { action: 'list' },
      { action: 'reset-breaker', reason: 'r' },
      { schedule: 'watch' },
    ])
      expect(await answer(payload)).toMatchObject({ outcome: 'failed', error: { name: 'LedgerError' } });
    expect(await answer({ action: 'status', clientId: CRM })).toMatchObject({
      outcome: 'status',
      warnings: ['ledger-unavailable'],
    });
  });
});

describe('a run that finds its client gone, with no record of it but its own,', () => {
  const TIME_LIMIT = { withinMs: 1_000 };
  const at = new Date(THREE_AM);

  /** Each run of the cast remembers by itself; both write to one ledger. */
  const memoriesOf = (ledger: LedgerStore) => {
    const memoryOf = (runId: string) =>
      new RunMemory(intentOf({ clientId: CRM, runId, requestKey: runId }), {
        ledger,
        containerBreaker: createContainerBreaker(),
        settings: { policy: { breakerLimit: 10, breakerWindowMs: HOUR_MS }, reviewAfterMs: HOUR_MS },
        now: () => at,
        warn: (warning) => {
          throw new Error(warning);
        },
        onFault: (error) => {
          throw error;
        },
      });
    return { mine: memoryOf('mine'), other: memoryOf('other') };
  };

  const claim = { name: undefined, enabledBefore: undefined, fingerprint: undefined };

  /** The end of a run whose write heard that the portal does not know the client. */
  const endGone = async (memory: RunMemory) => {
    memory.noteEnd({
      outcome: 'not-found',
      resultId: 'result',
      acceptedAt: undefined,
      verifiedAt: undefined,
      writtenAt: undefined,
      isUnanswered: false,
      gone: true,
    });
    await memory.releaseSlot({ gone: true });
    await memory.revise();
  };

  test('leaves no record, and nothing brings it back', async () => {
    const ledger = createMemoryStore();
    const { mine } = memoriesOf(ledger);
    expect(await mine.claim('disable', claim)).toBe('taken');
    await endGone(mine);
    expect(await ledger.readClient(CRM, TIME_LIMIT)).toBeUndefined();
  });

  test('notes its end in the record where another alert was held in it meanwhile', async () => {
    const ledger = createMemoryStore();
    const { mine, other } = memoriesOf(ledger);
    await mine.claim('disable', claim);
    await other.recall();
    await other.revise((record) => held(record, { ...other.identity, at, name: 'CRM' }));
    await endGone(mine);
    const record = await ledger.readClient(CRM, TIME_LIMIT);
    expect(record).toMatchObject({ state: 'deleted', outcome: 'not-found', endedAt: at.toISOString() });
    expect(record?.held).toBeUndefined();
  });

  test('leaves the record as it is where another run has claimed the client meanwhile', async () => {
    const ledger = createMemoryStore();
    const { mine, other } = memoriesOf(ledger);
    await mine.claim('disable', claim);
    await other.recall();
    expect(await other.claim('disable', claim)).toBe('taken');
    await endGone(mine);
    expect(await ledger.readClient(CRM, TIME_LIMIT)).toEqual(other.record);
  });
});
