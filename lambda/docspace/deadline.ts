import { DeadlineError } from './errors.ts';

/** The end of one run, in ms since the epoch, with the verbs that respect it. */
export type Deadline = {
  /** Milliseconds left, never negative. */
  remaining: () => number;
  /**
   * Waits, or throws at once where the wait would not end in time.
   * @throws DeadlineError
   */
  wait: (milliseconds: number, operation: string, cause?: unknown) => Promise<void>;
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
