import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { ledgerWith } from '../../ledgers.ts';

/** Whether the call at which it ends is still made. */
export type Moment = 'before' | 'after';

/**
 * A process that ends at its n-th call of anything. From then on nothing of it happens any more: no call is made,
 * none is answered.
 */
export const createMortal = (lastCall: number, moment: Moment) => {
  let calls = 0;
  let die = (): void => {};
  const death = new Promise<'dead'>((resolve) => {
    die = () => resolve('dead');
  });
  const never = <T>() => new Promise<T>(() => {});

  /** Stands around every call. */
  const live = async <T>(make: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > lastCall) return never();
    if (calls < lastCall) {
      const made = await make();
      return calls < lastCall ? made : never();
    }
    if (moment === 'after') await make().catch(() => {});
    die();
    return never();
  };

  return {
    live,
    calls: () => calls,
    /** @returns what the work comes to, or that it did not */
    until: <T>(work: Promise<T>) => Promise.race([work, death]),
    ledger: (store: LedgerStore): LedgerStore => ledgerWith(store, (make) => live(make)),
    fetch: (...call: Parameters<typeof fetch>) => live(() => fetch(...call)),
    publish: (publish: (result: ContainmentResult) => Promise<void>) => (result: ContainmentResult) =>
      live(() => publish(result)),
  };
};
