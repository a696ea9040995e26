import type { LedgerStore } from '../lambda/ledger/store.ts';
import type { TimeLimit } from '../lambda/ledger/time-limits.ts';

export type Verb = keyof LedgerStore;

/** What a call of a ledger is, for a function around it. */
export type LedgerCall = { verb: Verb; args: readonly unknown[]; withinMs: number };

/** How long a call may take, whatever it is. */
const timeLimitOf = (args: readonly unknown[]): number => {
  const last = args.at(-1);
  const isTimeLimit = typeof last === 'object' && last !== null && 'withinMs' in last;
  return isTimeLimit && typeof last.withinMs === 'number' ? last.withinMs : 0;
};

/** A ledger around each call of which something happens; `around` may make it, or not. */
export const ledgerWith = (
  store: LedgerStore | (() => LedgerStore),
  around: <T>(make: () => Promise<T>, call: LedgerCall) => Promise<T>,
  timeLimit: (given: TimeLimit) => TimeLimit = (given) => given,
): LedgerStore => {
  const current = () => (typeof store === 'function' ? store() : store);
  const call = <T>(verb: Verb, args: readonly unknown[], make: () => Promise<T>) =>
    around(make, { verb, args, withinMs: timeLimitOf(args) });
  return {
    recall: (ids, given) => call('recall', [ids, given], () => current().recall(ids, timeLimit(given))),
    readClient: (id, given) =>
      call('readClient', [id, given], () => current().readClient(id, timeLimit(given))),
    writeClient: (record, given) =>
      call('writeClient', [record, given], () => current().writeClient(record, timeLimit(given))),
    removeClient: (record, given) =>
      call('removeClient', [record, given], () => current().removeClient(record, timeLimit(given))),
    allClients: (keep, given) =>
      call('allClients', [keep, given], () => current().allClients(keep, timeLimit(given))),
    knownTenant: (given) => call('knownTenant', [given], () => current().knownTenant(timeLimit(given))),
    writeEnd: (record, result, now, given) =>
      call('writeEnd', [record, result, now, given], () =>
        current().writeEnd(record, result, now, timeLimit(given)),
      ),
    keepResult: (result, now, given) =>
      call('keepResult', [result, now, given], () => current().keepResult(result, now, timeLimit(given))),
    takeSlot: (request, given) =>
      call('takeSlot', [request, given], () => current().takeSlot(request, timeLimit(given))),
    giveBackSlot: (slot, given) =>
      call('giveBackSlot', [slot, given], () => current().giveBackSlot(slot, timeLimit(given))),
    freeSlots: (given) => call('freeSlots', [given], () => current().freeSlots(timeLimit(given))),
  };
};

/** A ledger of which every call ends the same, bad way. */
export const brokenLedger = (fail: () => Promise<never>): LedgerStore =>
  ledgerWith(() => {
    throw new Error('must not be asked');
  }, fail);

/** A ledger that does not answer. */
export const silentLedger = (): LedgerStore => brokenLedger(() => Promise.reject(new Error('no answer')));
