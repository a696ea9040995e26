import type { LedgerStore } from '../../../lambda/ledger/store.ts';

export type Verb = keyof LedgerStore;

/** What becomes of a call: nothing, or something of which nobody hears. */
export type LedgerFault = 'not made' | 'answer lost';

/** How long a call may take, whatever it is. */
const patienceOf = (call: readonly unknown[]): number => {
  const last = call.at(-1);
  const isPatience = typeof last === 'object' && last !== null && 'withinMs' in last;
  return isPatience && typeof last.withinMs === 'number' ? last.withinMs : 0;
};

/** A ledger around each call of which something happens; `around` may make it, or not. */
export const ledgerWith = (
  store: LedgerStore,
  around: <T>(make: () => Promise<T>, call: { verb: Verb; withinMs: number }) => Promise<T>,
): LedgerStore => {
  const wrapped =
    <A extends unknown[], T>(verb: Verb, make: (...call: A) => Promise<T>) =>
    (...call: A): Promise<T> =>
      around(() => make(...call), { verb, withinMs: patienceOf(call) });
  return {
    readClient: wrapped('readClient', store.readClient),
    writeClient: wrapped('writeClient', store.writeClient),
    allClients: wrapped('allClients', store.allClients),
    readResult: wrapped('readResult', store.readResult),
    keepResult: wrapped('keepResult', store.keepResult),
    takeSlot: wrapped('takeSlot', store.takeSlot),
    freeSlots: wrapped('freeSlots', store.freeSlots),
  };
};

/** A ledger that fails at chosen calls, counted from 1. */
export const failingLedger = (
  store: LedgerStore,
  fails: (nth: number, verb: Verb) => boolean,
  fault: LedgerFault = 'not made',
) => {
  const calls: Verb[] = [];
  const ledger = ledgerWith(store, async (make, { verb }) => {
    calls.push(verb);
    if (!fails(calls.length, verb)) return make();
    if (fault === 'answer lost') await make();
    throw new Error('no answer');
  });
  return { ledger, calls };
};
