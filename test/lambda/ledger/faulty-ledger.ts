import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { ledgerWith, type Verb } from '../../ledgers.ts';

/** What becomes of a call: nothing, or something of which nobody hears. */
export type LedgerFault = 'not made' | 'answer lost';

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
