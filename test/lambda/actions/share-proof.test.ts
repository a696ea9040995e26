import { describe, expect, test } from 'vitest';
import { HttpError } from '../../../lambda/docspace/errors.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { CRM, createModel, type Gate } from '../../model.ts';
import { setStage } from '../../stage.ts';
import { createVirtualTime } from '../../virtual-time.ts';
import { expectAgreement, expectOneFinalResult } from '../ledger/agreement.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WATCH = { schedule: 'watch' };

/** Something that happens once, just before a chosen call. */
type Meeting = { actor: string; verb: string; happens: (set: Stage) => Promise<unknown> };
type Stage = ReturnType<typeof createModel>;

const never = (): Promise<never> => new Promise(() => undefined);

/** A portal and a ledger of which every call takes a while, in virtual time. */
const setRuns = ({ meeting, gate }: { meeting?: Meeting; gate?: Gate } = {}) => {
  const { clock, sleep, passUntil } = createVirtualTime();
  const state = { left: meeting };
  const model: Stage = createModel({
    clock,
    sleep: (_actor, ms) => sleep(ms),
    gate: async (call, make) => {
      const { left } = state;
      if (left !== undefined && call.actor === left.actor && call.verb === left.verb) {
        state.left = undefined;
        await left.happens(model);
      }
      await sleep(5);
      return gate === undefined ? make() : gate(call, make);
    },
  });
  const alert = (id: string) => model.container(id)(alertFor(CRM, { id }));
  return { clock, sleep, passUntil, model, alert };
};

const expectOwnProof = async (model: Stage, result: Awaited<ReturnType<ReturnType<Stage['container']>>>) => {
  expect(result).toMatchObject({
    final: true,
    client: { enabledAfter: false },
    proof: { basis: 'read-back' },
  });
  expect(result?.proof.writes.filter(({ enabled, status }) => !enabled && status === 200)).not.toEqual([]);
  expect(result?.warnings).not.toContain('shared-proof');
  expect(model.isOn()).toBe(false);
  expect(await model.record()).toMatchObject({ state: 'contained' });
};

describe('an alert shares the proof of a run that works beside it', () => {
  test.each([
    [0, 3],
    [10, 3],
    [25, 3],
    [50, 3],
    [90, 4],
  ])('ten alerts, one every %i ms, cost at most %i writes', async (everyMs, most) => {
    const { model, alert, sleep, passUntil } = setRuns();
    const results = await passUntil(
      Promise.all(
        Array.from({ length: 10 }, async (_, n) => {
          if (n > 0) await sleep(n * everyMs);
          return alert(`alert ${n}`);
        }),
      ),
    );
    const answered = results.filter((result) => result !== undefined);
    expect(answered).toHaveLength(10);
    expect(model.writes.length).toBeGreaterThanOrEqual(2);
    expect(model.writes.length).toBeLessThanOrEqual(most);
    const sharing = answered.filter(({ proof }) => proof.writes.length === 0);
    expect(sharing).not.toEqual([]);
    // A run that shares has begun before the last write of the run whose proof it takes.
    for (const { warnings, timeline, proof } of sharing) {
      expect([warnings, proof.basis]).toEqual([['shared-proof'], 'read-back']);
      expect(Date.parse(timeline.containedAt ?? '')).toBeGreaterThan(Date.parse(timeline.receivedAt));
    }
    await expectAgreement(model, answered);
    expectOneFinalResult(model.published);
    expect(model.isOn()).toBe(false);
  });
});

describe('an alert writes itself', () => {
  test('where the run beside it dies after its first write', async () => {
    const writes = { dead: 0 };
    const { model, alert, sleep, passUntil } = setRuns({
      gate: async ({ actor, verb }, make) => {
        if (actor !== 'dead') return make();
        if (writes.dead === 1) return never();
        if (verb === 'switch off') writes.dead += 1;
        return make();
      },
    });
    void alert('dead');
    const result = await passUntil(sleep(1).then(() => alert('alive')));
    expect(writes.dead).toBe(1);
    expect(result?.timeToProofMs).toBeGreaterThanOrEqual(2_000);
    await expectOwnProof(model, result);
  });

  test('where the run was begun and had ended before it', async () => {
    const { model, alert, passUntil } = setRuns();
    await passUntil(alert('first'));
    const result = await passUntil(alert('second'));
    expect(result).toMatchObject({ outcome: 'already-disabled' });
    expect(result?.proof.writes).toHaveLength(1);
    await expectOwnProof(model, result);
  });

  test('where only the watch has looked since: a look is no proof', async () => {
    const { model, alert, clock, passUntil } = setRuns({
      meeting: { actor: 'late', verb: 'readClient', happens: (set) => set.container('watch')(WATCH) },
    });
    await passUntil(alert('first'));
    clock.ms += 6 * MINUTE_MS;
    const begun = clock.ms;
    const result = await passUntil(alert('late'));
    expect(Date.parse((await model.record())?.fullProof?.writtenAt ?? '')).toBeGreaterThan(begun);
    expect(result?.proof.writes).toHaveLength(1);
    await expectOwnProof(model, result);
  });

  const failedEnable = (set: Stage) =>
    set.container('person')({ action: 'enable', clientId: CRM, reason: 'r', acceptUnrotatedSecret: true });
  const refusesEnable: Gate = async ({ verb }, make) => {
    if (verb === 'switch on')
      throw new HttpError({ operation: 'change activation', status: 500, shape: 'other', counted: true });
    return make();
  };

  test('where only an enable that failed has disabled the client since', async () => {
    const { model, alert, clock, passUntil } = setRuns({
      gate: refusesEnable,
      meeting: { actor: 'late', verb: 'recall', happens: failedEnable },
    });
    await passUntil(alert('first'));
    clock.ms += MINUTE_MS;
    const result = await passUntil(alert('late'));
    expect(model.published.map(({ outcome }) => outcome)).toContain('failed');
    expect(result?.proof.writes).toHaveLength(1);
    await expectOwnProof(model, result);
  });

  // The enable leaves the earlier run's proof in the record; it should end with that run's decision.
  test('where an enable that failed came between the proof and the alert that was delivered before both', async () => {
    const { model, passUntil } = setRuns({
      gate: refusesEnable,
      meeting: {
        actor: 'late',
        verb: 'recall',
        happens: async (set) => {
          await set.container('first')(alertFor(CRM, { id: 'first' }));
          await failedEnable(set);
        },
      },
    });
    const result = await passUntil(model.container('late')(alertFor(CRM, { id: 'late' })));
    expect(model.published.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['disabled', 'failed']);
    await expectOwnProof(model, result);
  });

  test('where a stale cache hides that an admin enabled the client hours after its containment', async () => {
    const { portal, clock, invoke } = await setStage();
    const { clientId } = portal.clients.crm;
    await invoke(alertFor(clientId, { id: 'first' }));
    clock.ms += 5 * HOUR_MS;
    portal.store.expireCache();
    await portal.store.read(clientId);
    const row = portal.store.row(clientId);
    if (row === undefined) throw new Error('no such client');
    portal.store.add({ ...row, enabled: true });
    expect([portal.databaseEnabled(clientId), portal.cachedEnabled(clientId)]).toEqual([true, false]);
    portal.clearCalls();
    const late = alertFor(clientId, { id: 'late', time: new Date(THREE_AM - MINUTE_MS).toISOString() });
    expect(await invoke(late)).toMatchObject({
      outcome: 'already-disabled',
      client: { enabledBefore: false, enabledAfter: false },
      proof: { writes: [{ enabled: false, status: 200 }], basis: 'read-back' },
      warnings: [],
    });
    expect(portal.activationWrites(clientId)).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });
});
