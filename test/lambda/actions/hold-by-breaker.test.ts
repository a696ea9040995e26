import { describe, expect, test } from 'vitest';
import { HttpError, NetworkError, TimeoutError } from '../../../lambda/docspace/errors.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../../alerts.ts';
import { ledgerWith } from '../../ledgers.ts';
import { BACKUP, CRM, createModel } from '../../model.ts';
import { setStage } from '../../stage.ts';
import { createVirtualTime } from '../../virtual-time.ts';

const TIME_LIMIT = { withinMs: 1_000 };
const WRITE = 'change activation';

const setBreaker = async (limit: number) => {
  const stage = await setStage({
    env: { BREAKER_LIMIT: String(limit) },
    portal: { rateLimit: Number.POSITIVE_INFINITY },
  });
  const heldClients = async () =>
    ((await stage.invoke({ action: 'list' })).clients ?? []).filter(({ state }) => state === 'held');
  /** The result of an alert, whether or not it is delivered again. */
  const deliver = async (clientId: string) => {
    await stage.invoke(alertFor(clientId, { id: clientId })).catch(() => undefined);
    const result = stage.published().at(-1);
    if (result === undefined) throw new Error('nothing was published');
    return result;
  };
  return { ...stage, heldClients, deliver };
};

test('a portal that shows clients and takes no write makes no alert end: nobody is held, and afterwards the limit is whole', async () => {
  const { portal, deliver, heldClients } = await setBreaker(10);
  const ids = Array.from({ length: 12 }, () => portal.addClient().clientId);
  portal.faults.set('activate', { kind: 'status', status: 500 });
  const during = [];
  for (const id of ids) during.push(await deliver(id));
  expect(during.map(({ outcome, final }) => [outcome, final])).toEqual(Array(12).fill(['failed', false]));
  expect(during.map(({ error }) => error?.name)).toEqual([
    ...Array(10).fill('HttpError'),
    'BreakerFullError',
    'BreakerFullError',
  ]);
  expect(during.slice(0, 10).every(({ warnings }) => warnings.includes('may-still-take-effect'))).toBe(true);
  expect(during.slice(10).map(({ proof }) => proof.writes)).toEqual([[], []]);
  expect(await heldClients()).toEqual([]);
  expect(ids.map(portal.databaseEnabled)).toEqual(Array(12).fill(true));

  portal.faults.clear();
  const after = [];
  for (const id of ids.slice(0, 10)) after.push((await deliver(id)).outcome);
  expect(after).toEqual(Array(10).fill('disabled'));
  expect(ids.map(portal.databaseEnabled)).toEqual([...Array(10).fill(false), true, true]);
  // Now ten others are accepted: a person decides about the rest.
  for (const id of ids.slice(10)) expect((await deliver(id)).outcome).toBe('held');
  expect((await heldClients()).map(({ clientId }) => clientId).sort()).toEqual(ids.slice(10).sort());
});

describe('an alert for one client more than the limit', () => {
  test('is held once as many others were accepted: final, on the list, and not written to', async () => {
    const { portal, deliver, heldClients } = await setBreaker(1);
    const { crm, backup } = portal.clients;
    await deliver(crm.clientId);
    expect(await deliver(backup.clientId)).toMatchObject({
      outcome: 'held',
      final: true,
      guard: { name: 'breaker-open' },
      client: { clientId: backup.clientId, enabledBefore: true, enabledAfter: null },
      proof: { writes: [] },
    });
    expect(await heldClients()).toMatchObject([{ clientId: backup.clientId }]);
    expect(portal.activationWrites(backup.clientId)).toEqual([]);
    expect(portal.databaseEnabled(backup.clientId)).toBe(true);
  });

  test('fails if the ledger cannot list it as held, and nothing says that it is held', async () => {
    let answers = true;
    const ledger = ledgerWith(createMemoryStore(), (make, { verb }) =>
      answers || verb !== 'writeClient' ? make() : Promise.reject(new Error('no answer')),
    );
    const { invoke, published, portal, logs } = await setStage({
      env: { BREAKER_LIMIT: '1' },
      dependencies: { ledger },
    });
    const { crm, backup } = portal.clients;
    await invoke(alertFor(crm.clientId, { id: 'a' }));
    portal.clearCalls();
    answers = false;
    await expect(invoke(alertFor(backup.clientId, { id: 'b' }))).rejects.toThrow(RetryNeededError);
    expect(published().at(-1)).toMatchObject({ outcome: 'failed', error: { name: 'LedgerError' } });
    expect(portal.activationWrites()).toEqual([]);
    expect(logs.filter(({ code }) => code === 'KS410')).toEqual([]);
  });

  test('is never held where the portal has not shown the client', async () => {
    const { portal, deliver, heldClients, ledger } = await setBreaker(1);
    const { crm, backup } = portal.clients;
    await deliver(crm.clientId);
    portal.faults.set('read', { kind: 'status', status: 500 });
    expect(await deliver(backup.clientId)).toMatchObject({
      outcome: 'failed',
      final: false,
      error: { name: 'BreakerFullError' },
      client: { enabledBefore: null },
      proof: { writes: [] },
    });
    expect(await heldClients()).toEqual([]);
    expect(await ledger.readClient(backup.clientId, TIME_LIMIT)).toBeUndefined();
    expect(portal.activationWrites(backup.clientId)).toEqual([]);
    portal.faults.clear();
    expect((await deliver(backup.clientId)).outcome).toBe('held');
  });
});

const http = (status: number) =>
  new HttpError({ operation: WRITE, status, shape: status < 500 ? 'problem' : 'other', counted: true });

/** Limit one; the first client's writes all meet the fault, or none. */
const setMeeting = (fault?: () => Error) => {
  const { clock, sleep, passUntil } = createVirtualTime();
  const state = { fault };
  const model = createModel({
    clock,
    sleep: (_actor, ms) => sleep(ms),
    env: { BREAKER_LIMIT: '1' },
    gate: async ({ actor, verb }, make) => {
      // Between slot and claim, and between end and giving back, a run is on nobody's list.
      await sleep(actor === 'first' && ['writeClient', 'giveBackSlot'].includes(verb) ? 50 : 5);
      if (verb === 'switch off' && actor === 'first' && state.fault !== undefined) throw state.fault();
      return make();
    },
  });
  const first = () => model.container('first')(alertFor(CRM, { id: 'first' }));
  const second = () => model.container('second')(alertFor(BACKUP, { id: 'second' }));
  return { model, first, second, sleep, passUntil };
};

describe('the slot of a disable that was not accepted', () => {
  test.each<[string, () => Error]>([
    ['is refused (403)', () => http(403)],
    ['meets an unknown client (404)', () => http(404)],
    ['never left', () => new NetworkError(WRITE, 'ECONNREFUSED')],
  ])('is given back where every write %s', async (_name, fault) => {
    const { model, first, second, passUntil } = setMeeting(fault);
    expect(await passUntil(first())).toBeUndefined();
    expect(model.isOn(CRM)).toBe(true);
    expect(await passUntil(second())).toMatchObject({ outcome: 'disabled' });
    expect(model.isOn(BACKUP)).toBe(false);
  });

  test.each<[string, () => Error]>([
    ['a fault of the portal (500)', () => http(500)],
    ['silence', () => new TimeoutError(WRITE, 1)],
  ])('is kept where the answer is %s: the write may still take effect', async (_name, fault) => {
    const { model, first, second, passUntil } = setMeeting(fault);
    expect(await passUntil(first())).toBeUndefined();
    expect(await model.record(CRM)).toMatchObject({ unansweredAt: expect.any(String) });
    expect(await passUntil(second())).toBeUndefined();
    expect(model.published.at(-1)).toMatchObject({
      outcome: 'failed',
      final: false,
      error: { name: 'BreakerFullError' },
      proof: { writes: [] },
    });
    expect((await model.record(BACKUP))?.held).toBeUndefined();
  });

  test('is waited for while its run is at work: held once that run is accepted', async () => {
    const { model, first, second, sleep, passUntil } = setMeeting();
    const [one, two] = await passUntil(Promise.all([first(), sleep(66).then(second)]));
    expect([one?.outcome, two?.outcome]).toEqual(['disabled', 'held']);
    expect([model.isOn(CRM), model.isOn(BACKUP)]).toEqual([false, true]);
  });

  test('is waited for while its run is at work: taken once that run has given it back', async () => {
    const { model, first, second, sleep, passUntil } = setMeeting(() => http(403));
    const [one, two] = await passUntil(Promise.all([first(), sleep(6).then(second)]));
    expect([one, two?.outcome]).toEqual([undefined, 'disabled']);
    expect([model.isOn(CRM), model.isOn(BACKUP)]).toEqual([true, false]);
  });

  test.each<[string, (() => Error) | undefined, readonly (string | undefined)[]]>([
    ['accepted', undefined, ['disabled', 'held']],
    ['refused', () => http(403), ['disabled', undefined]],
  ])(
    'makes no alert fail that meets it at any moment of a run whose writes are %s',
    async (_name, fault, ends) => {
      for (let after = 0; after <= 800; after += 5) {
        const { model, first, second, sleep, passUntil } = setMeeting(fault);
        const [one, two] = await passUntil(Promise.all([first(), sleep(after).then(second)]));
        const errors = model.published.map(({ error }) => error?.name);
        expect(errors, `second alert after ${after} ms`).not.toContain('BreakerFullError');
        if (fault !== undefined) expect(two?.outcome).toBe('disabled');
        else expect(new Set([one?.outcome, two?.outcome])).toEqual(new Set(ends));
      }
    },
  );
});
