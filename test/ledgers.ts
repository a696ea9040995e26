import type { LedgerStore } from '../lambda/ledger/store.ts';

/** A ledger of which every call ends the same, bad way. */
export const brokenLedger = (fail: () => Promise<never>): LedgerStore => ({
  readClient: fail,
  writeClient: fail,
  allClients: fail,
  readResult: fail,
  keepResult: fail,
  takeSlot: fail,
  freeSlots: fail,
});

/** A ledger that does not answer. */
export const silentLedger = (): LedgerStore => brokenLedger(() => Promise.reject(new Error('no answer')));
