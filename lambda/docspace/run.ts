import type { Warning } from '../contract/warning.ts';
import type { Deadline } from './deadline.ts';

/** What every step of one run shares: its time, and where it leaves its warnings. */
export type Run = {
  deadline: Deadline;
  now: () => Date;
  /** 0 ≤ random() < 1 */
  random: () => number;
  /** Milliseconds between a write and what may follow it. */
  settleMs: number;
  warn: (warning: Warning) => void;
  /** Told of every accepted disabling write, while the run settles; `portalAt` is the portal's clock. */
  disableAccepted: (at: Date, portalAt: Date | undefined) => void;
  /** Asked before a disabling write is repeated after the rate limit: has somebody else written it by now? */
  isMoot: () => Promise<boolean>;
};
