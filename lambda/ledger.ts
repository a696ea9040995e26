import type { ChangeRequest } from './policy/guard.ts';
import type { ContainmentResult } from './results/result.ts';

/** Where decisions are remembered from one run to the next. */
export type Ledger = {
  /** Told once every guard has passed, before the first write. */
  intend: (request: ChangeRequest) => Promise<void>;
  /** Told the result of a change, before it is published. */
  conclude: (result: ContainmentResult) => Promise<void>;
};

/** A kill switch without memory: each run stands for itself. */
export const noLedger: Ledger = {
  intend: async () => {},
  conclude: async () => {},
};
