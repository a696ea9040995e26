import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientRecord } from '../../../lambda/ledger/client-record.ts';
import type { LedgerStore, SlotRequest } from '../../../lambda/ledger/store.ts';
import { THREE_AM } from '../../alerts.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { recordOf } from '../ledger-records.ts';
import { resultOf } from './result-of.ts';

const TIME_LIMIT = { withinMs: PATIENT_MS };
const HOUR_MS = 3_600_000;

/** The table may be one that other tests have used: nobody else has this id. */
const newClient = (): string => randomUUID();

const by = { type: 'alert', alertId: 'a', source: 'security', operator: null, reason: 'r' } as const;

/** A record with every field that there is. */
const fullRecord = (clientId: string): ClientRecord => {
  const at = new Date(THREE_AM).toISOString();
  return recordOf({
    clientId,
    state: 'contained',
    by,
    requestKey: 'k',
    runId: 'r',
    receivedAt: at,
    intendedAt: at,
    endedAt: at,
    outcome: 'disabled',
    resultId: 'i',
    enabledBefore: null,
    fingerprint: 'f',
    alertIds: ['a', 'b'],
    firstWriteAt: at,
    lastWriteAt: at,
    lastWritePortalTime: at,
    provenAt: at,
    fullProof: { writtenAt: at, provenAt: at },
    provenRequests: ['k'],
    unansweredAt: at,
    seenOffAt: at,
    tenant: 1,
    reviewBy: at,
    lookedAt: at,
    raceUndone: true,
    restoreAskedAt: at,
    held: { since: at, by },
    expiresAt: 1_800_000_000,
  });
};

/**
 * What the function relies on, whichever store it has. `createStore` gives the store of one test: empty, or at
 * least with no slot taken.
 */
export const describeStore = (name: string, createStore: () => Promise<LedgerStore>): void => {
  describe(name, () => {
    let store: LedgerStore;
    beforeEach(async () => {
      store = await createStore();
    });

    const ask = (clientId: string, given: Partial<SlotRequest> = {}) =>
      store.takeSlot(
        { clientId, runId: 'run', now: new Date(THREE_AM), limit: 10, windowMs: HOUR_MS, ...given },
        TIME_LIMIT,
      );
    const slot = async (clientId: string, given: Partial<SlotRequest> = {}): Promise<boolean> =>
      (await ask(clientId, given)).kind !== 'full';

    describe('the record of a client', () => {
      test('is nothing before the first write', async () => {
        expect(await store.readClient(newClient(), TIME_LIMIT)).toBeUndefined();
      });

      test('is read as it was written, with every field', async () => {
        const record = fullRecord(newClient());
        expect(await store.writeClient(record, TIME_LIMIT)).toBe(true);
        expect(await store.readClient(record.clientId, TIME_LIMIT)).toEqual(record);
      });

      test('loses a field with the next version', async () => {
        const record = fullRecord(newClient());
        await store.writeClient(record, TIME_LIMIT);
        const next = { ...record, version: 2, held: undefined, endedAt: undefined };
        expect(await store.writeClient(next, TIME_LIMIT)).toBe(true);
        const { held, endedAt } = (await store.readClient(record.clientId, TIME_LIMIT)) ?? {};
        expect([held, endedAt]).toEqual([undefined, undefined]);
      });

      test.each([
        ['there is none', 0, 2],
        ['somebody wrote the same version', 1, 1],
        ['somebody wrote since', 2, 2],
        ['a version was left out', 1, 3],
      ])('is not written where %s', async (_why, versions, version) => {
        const clientId = newClient();
        for (let written = 1; written <= versions; written += 1)
          await store.writeClient(recordOf({ clientId, version: written }), TIME_LIMIT);
        const before = await store.readClient(clientId, TIME_LIMIT);
        expect(await store.writeClient(recordOf({ clientId, version, decision: 9 }), TIME_LIMIT)).toBe(false);
        expect(await store.readClient(clientId, TIME_LIMIT)).toEqual(before);
      });

      test('goes to one of many who write the same version at once', async () => {
        const clientId = newClient();
        const written = await Promise.all(
          Array.from({ length: 20 }, (_, decision) =>
            store.writeClient(recordOf({ clientId, decision }), TIME_LIMIT),
          ),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect((await store.readClient(clientId, TIME_LIMIT))?.decision).toBe(written.indexOf(true));
      });

      test('is among all records, however many pages they fill', async () => {
        const ids = Array.from({ length: 8 }, newClient);
        for (const clientId of ids) await store.writeClient(recordOf({ clientId }), TIME_LIMIT);
        await slot(newClient());
        await store.keepResult(resultOf({ requestKey: newClient() }), new Date(THREE_AM), TIME_LIMIT);
        const all = await store.allClients(() => true, TIME_LIMIT);
        expect(all.map(({ clientId }) => clientId)).toEqual(expect.arrayContaining(ids));
      });
    });

    describe('the removal of a record', () => {
      test('takes it away as it was read, and leaves one that somebody has written since', async () => {
        const clientId = newClient();
        const first = recordOf({ clientId });
        await store.writeClient(first, TIME_LIMIT);
        await store.writeClient({ ...first, version: 2 }, TIME_LIMIT);
        expect(await store.removeClient(first, TIME_LIMIT)).toBe(false);
        expect(await store.readClient(clientId, TIME_LIMIT)).toMatchObject({ version: 2 });
        expect(await store.removeClient({ ...first, version: 2 }, TIME_LIMIT)).toBe(true);
        expect(await store.readClient(clientId, TIME_LIMIT)).toBeUndefined();
      });
    });

    describe('the result of a request', () => {
      const keep = (result: ReturnType<typeof resultOf>) =>
        store.keepResult(result, new Date(THREE_AM), TIME_LIMIT);
      const keptOf = async (requestKey: string) =>
        (await store.recall({ clientId: newClient(), requestKey }, TIME_LIMIT)).keptResult;

      test('is nothing before one is kept', async () => {
        expect(await keptOf(newClient())).toBeUndefined();
      });

      test('is the first that was kept, whatever comes later', async () => {
        const first = resultOf({ requestKey: newClient(), warnings: ['single-write'] });
        const second = resultOf({ ...first, outcome: 'already-disabled' });
        expect(await keep(first)).toEqual(first);
        expect(await keep(second)).toEqual(first);
        expect(await keptOf(first.requestKey)).toEqual(first);
      });

      test('is one and the same for all who keep one at once', async () => {
        const requestKey = newClient();
        const kept = await Promise.all(
          Array.from({ length: 10 }, (_, decision) => keep(resultOf({ requestKey, decision }))),
        );
        expect(new Set(kept.map(({ decision }) => decision)).size).toBe(1);
        expect(await keptOf(requestKey)).toEqual(kept[0]);
      });
    });

    describe('the end of a record with the result of its request', () => {
      const end = (record: ReturnType<typeof recordOf>, result: ReturnType<typeof resultOf>) =>
        store.writeEnd(record, result, new Date(THREE_AM), TIME_LIMIT);
      const recall = (clientId: string, requestKey: string) =>
        store.recall({ clientId, requestKey }, TIME_LIMIT);

      test('is written, and both are recalled in one call', async () => {
        const record = recordOf({ clientId: newClient() });
        const result = resultOf({ requestKey: newClient() });
        expect(await end(record, result)).toEqual(result);
        expect(await recall(record.clientId, result.requestKey)).toEqual({ record, keptResult: result });
      });

      test('keeps neither where somebody else has written the record since', async () => {
        const clientId = newClient();
        const theirs = recordOf({ clientId });
        await store.writeClient(theirs, TIME_LIMIT);
        const result = resultOf({ requestKey: newClient() });
        expect(await end(recordOf({ clientId, decision: 9 }), result)).toBeUndefined();
        expect(await recall(clientId, result.requestKey)).toEqual({ record: theirs, keptResult: undefined });
      });

      test('is written alone where a result stands already, and that one is given back', async () => {
        const record = recordOf({ clientId: newClient() });
        const first = resultOf({ requestKey: newClient(), warnings: ['single-write'] });
        await store.keepResult(first, new Date(THREE_AM), TIME_LIMIT);
        expect(await end(record, resultOf({ ...first, outcome: 'already-disabled' }))).toEqual(first);
        expect(await recall(record.clientId, first.requestKey)).toEqual({ record, keptResult: first });
      });

      test('keeps one and the same result for all who end one request at once', async () => {
        const requestKey = newClient();
        const kept = await Promise.all(
          Array.from({ length: 10 }, (_, decision) =>
            end(recordOf({ clientId: newClient() }), resultOf({ requestKey, decision })),
          ),
        );
        expect(new Set(kept.map((result) => result?.decision)).size).toBe(1);
        expect((await recall(newClient(), requestKey)).keptResult).toEqual(kept[0]);
      });
    });

    describe('the slots of the circuit breaker', () => {
      const ids = (count: number): string[] => Array.from({ length: count }, newClient);
      const granted = async (clients: readonly string[], given: Partial<SlotRequest> = {}) =>
        (await Promise.all(clients.map((clientId) => slot(clientId, given)))).filter(Boolean).length;

      test('go to exactly as many clients as the limit says, of thirty that come at once', async () => {
        expect(await granted(ids(30))).toBe(10);
        expect(await slot(newClient())).toBe(false);
      });

      test('are counted by client: who holds one is granted again, also when all are taken', async () => {
        const holder = newClient();
        expect(await granted([holder, holder, holder, holder], { limit: 2 })).toBe(4);
        expect(await slot(newClient(), { limit: 2 })).toBe(true);
        expect(await slot(newClient(), { limit: 2 })).toBe(false);
        expect(await slot(holder, { limit: 2 })).toBe(true);
      });

      test('are not made longer by who holds one already', async () => {
        const [holder, other] = [newClient(), newClient()];
        await slot(holder, { limit: 1 });
        await slot(holder, { limit: 1, now: new Date(THREE_AM + HOUR_MS - 1) });
        expect(await slot(other, { limit: 1, now: new Date(THREE_AM + HOUR_MS) })).toBe(true);
      });

      test('run out one by one, each a window after it was taken', async () => {
        const [first, second, third, fourth] = [newClient(), newClient(), newClient(), newClient()];
        const at = (minutes: number) => ({ limit: 2, now: new Date(THREE_AM + minutes * 60_000) });
        expect(await slot(first, at(0))).toBe(true);
        expect(await slot(second, at(30))).toBe(true);
        expect(await slot(third, at(59))).toBe(false);
        expect(await slot(third, at(60))).toBe(true);
        expect(await slot(fourth, at(89))).toBe(false);
        expect(await slot(first, at(89))).toBe(false);
        expect(await slot(first, at(90))).toBe(true);
      });

      test('are freed where they have run out, again to exactly the limit of thirty at once', async () => {
        const old = ids(10);
        await granted(old);
        const now = new Date(THREE_AM + HOUR_MS);
        // Some of those who come had one before.
        expect(await granted([...old.slice(0, 5), ...ids(25)], { now })).toBe(10);
        expect(await slot(newClient(), { now })).toBe(false);
      });

      test('can be renewed by every one of more clients than are freed at once', async () => {
        const many = ids(60);
        for (const clientId of many) await slot(clientId, { limit: 60 });
        const now = new Date(THREE_AM + HOUR_MS);
        for (const clientId of many.toReversed()) expect(await slot(clientId, { limit: 60, now })).toBe(true);
        expect(await slot(newClient(), { limit: 60, now })).toBe(false);
      });

      test('go by a limit that was lowered, however many have run out: to exactly that many of thirty at once', async () => {
        const many = ids(120);
        for (const clientId of many) await slot(clientId, { limit: 200 });
        const [first = '', ...others] = many;
        expect(await slot(newClient(), { limit: 10 })).toBe(false);
        const now = new Date(THREE_AM + HOUR_MS);
        expect(await slot(first, { limit: 10, now })).toBe(true);
        expect(await granted([...others.slice(0, 10), ...ids(20)], { limit: 10, now })).toBe(9);
        expect(await slot(newClient(), { limit: 10, now })).toBe(false);
      });

      test('are freed by all who come first after the limit was lowered, and go to exactly that many', async () => {
        for (const clientId of ids(120)) await slot(clientId, { limit: 200 });
        expect(await granted(ids(30), { now: new Date(THREE_AM + HOUR_MS) })).toBe(10);
      });

      test('say whether one is new, and who holds those that are taken', async () => {
        const [first, second, third] = [newClient(), newClient(), newClient()];
        expect(await ask(first, { limit: 2 })).toEqual({ kind: 'taken' });
        expect(await ask(first, { limit: 2 })).toEqual({ kind: 'kept' });
        expect(await ask(second, { limit: 2 })).toEqual({ kind: 'taken' });
        const full = await ask(third, { limit: 2 });
        expect(full).toEqual({ kind: 'full', holders: expect.arrayContaining([first, second]) });
        const later = new Date(THREE_AM + HOUR_MS);
        expect(await ask(first, { limit: 2, now: later })).toEqual({ kind: 'taken' });
      });

      test('are given back by the run that took or kept them last, and by no other', async () => {
        const [client, other] = [newClient(), newClient()];
        await slot(client, { limit: 1, runId: 'first' });
        await slot(client, { limit: 1, runId: 'second' });
        await store.giveBackSlot({ clientId: client, runId: 'first' }, TIME_LIMIT);
        expect(await slot(other, { limit: 1 })).toBe(false);
        await store.giveBackSlot({ clientId: client, runId: 'second' }, TIME_LIMIT);
        expect(await slot(other, { limit: 1 })).toBe(true);
      });

      test('are all free after a reset', async () => {
        await granted(ids(10));
        await store.freeSlots(TIME_LIMIT);
        expect(await granted(ids(11))).toBe(10);
      });
    });
  });
};
