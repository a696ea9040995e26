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
      if (error instanceof RateLimitedError) run.warn('rate-limited');
      else failures += 1;
      const delay = delayFor({ failures, error, random: run.random() });
      if (delay === undefined) throw error;
      await run.deadline.wait(delay, operation, error);
    }
  }
};
