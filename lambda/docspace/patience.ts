import { DeadlineError, RateLimitedError } from './errors.ts';
import type { Attempt } from './retry.ts';
import type { Deadline, Run } from './run.ts';

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

/** Time for one call and the steps that must follow it. */
const LAST_TRY_MS = 2_000;

/**
 * Repeats a call while `delayFor` gives a delay. Waiting for the portal's rate limit is no failure: it goes on until the
 * run's deadline.
 *
 * @throws what the call threw last, or a DeadlineError if the next try would come too late
 */
export const patiently = async <T>(
  operation: string,
  call: () => Promise<T>,
  delayFor: (attempt: Attempt) => number | undefined,
  run: Run,
): Promise<T> => {
  let lastTry = false;
  for (let failures = 0; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RateLimitedError)) failures += 1;
      const delay = delayFor({ failures, error, random: run.random() });
      const least = delayFor({ failures, error, random: 0 });
      if (delay === undefined || least === undefined) throw error;
      const left = run.deadline.remaining();
      if (error instanceof RateLimitedError) run.warn('rate-limited');
      if (least >= left && left > LAST_TRY_MS && !lastTry) {
        // The time that the portal names is too late for this run: one last try before its end costs nothing.
        lastTry = true;
        await run.deadline.wait(left - LAST_TRY_MS, operation, error);
      } else {
        // The random part only helps other runs: it must not cost this run its last try.
        await run.deadline.wait(Math.min(delay, Math.max(least, (least + left) / 2)), operation, error);
      }
    }
  }
};
