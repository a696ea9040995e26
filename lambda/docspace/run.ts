import type { Warning } from '../contract/warning.ts';
import { DeadlineError } from './errors.ts';

/** The end of one run, with the verbs that respect it. */
export type Deadline = {
  /** Milliseconds left, never negative. */
  remaining: () => number;
  /**
   * Waits, or throws at once where the wait would not end in time.
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

/** @param end ms since the epoch */
export const deadlineAt = (
  end: number,
  { now, sleep }: { now: () => Date; sleep: (milliseconds: number) => Promise<void> },
): Deadline => {
  const remaining = () => Math.max(0, end - now().getTime());
  return {
    remaining,
    wait: async (milliseconds, operation, cause) => {
      if (milliseconds >= remaining()) throw new DeadlineError(operation, { cause });
      await sleep(milliseconds);
    },
  };
};
