import type { Warning } from '../contract/warning.ts';

/** The end of one run, with the functions that respect it. */
export type Deadline = {
  /** Milliseconds left, never negative. */
  remaining: () => number;
  /**
   * Waits, or throws at once if the wait would not end in time.
   * @throws DeadlineError
   */
  wait: (milliseconds: number, operation: string, cause?: unknown) => Promise<void>;
};

/** What every step of one run shares: its time, and where it leaves its warnings. */
export type Run = {
  deadline: Deadline;
  now: () => Date;
  /** 0 ≤ random() < 1 */
  random: () => number;
  /** Milliseconds between a write and what may follow it. */
  settleMs: number;
  warn: (warning: Warning) => void;
};
