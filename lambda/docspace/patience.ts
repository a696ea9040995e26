import { RateLimitedError } from './errors.ts';
import type { Attempt } from './retry.ts';
import type { Run } from './run.ts';

/**
 * Repeats a call while `delayFor` gives a delay. Waiting for the portal's rate limit is work, not failure: it
 * goes on until the run's deadline.
 *
 * @throws what the call threw last, or a DeadlineError where the next try would come too late
 */
export const patiently = async <T>(
  operation: string,
  call: () => Promise<T>,
  delayFor: (attempt: Attempt) => number | undefined,
  run: Run,
): Promise<T> => {
  for (let failures = 0; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RateLimitedError)) failures += 1;
      const delay = delayFor({ failures, error, random: run.random() });
      const least = delayFor({ failures, error, random: 0 });
      if (delay === undefined || least === undefined) throw error;
      if (error instanceof RateLimitedError) run.warn('rate-limited');
      // The spread is for the benefit of others: it never costs this run its last try.
      await run.deadline.wait(
        Math.min(delay, Math.max(least, (least + run.deadline.remaining()) / 2)),
        operation,
        error,
      );
    }
  }
};
