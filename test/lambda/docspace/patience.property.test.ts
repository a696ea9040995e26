import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeadlineError, RateLimitedError } from '../../../lambda/docspace/errors.ts';
import { deadlineAt, patiently } from '../../../lambda/docspace/patience.ts';
import { waitFromHeaders } from '../../../lambda/docspace/portal-answer.ts';
import { rateLimitDelay } from '../../../lambda/docspace/retry.ts';

describe('waiting', () => {
  const header = fc.oneof(
    fc.stringMatching(/^\d{1,25}$/),
    fc.constantFrom(
      '',
      '-1',
      '0',
      'NaN',
      'Infinity',
      '1e9',
      '3386000000',
      '0x10',
      ' 5 ',
      '999999',
      '1000000',
    ),
    fc.double().map(String),
  );
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const clockFrom = (sleeps: number[]) => {
    const clock = { ms: 0 };
    const sleep = async (milliseconds: number) => {
      sleeps.push(milliseconds);
      clock.ms += milliseconds;
    };
    return { clock, now: () => new Date(clock.ms), sleep };
  };

  test('for the rate limit stays inside the deadline, whatever the headers say', async () => {
    await fc.assert(
      fc.asyncProperty(
        header,
        header,
        random,
        fc.integer({ min: 0, max: 30_000 }),
        async (reset, after, chance, end) => {
          const sleeps: number[] = [];
          const { clock, now, sleep } = clockFrom(sleeps);
          const run = {
            deadline: deadlineAt(end, { now, sleep }),
            now,
            random: () => chance,
            settleMs: 260,
            warn: () => {},
            disableAccepted: () => {},
            isMoot: async () => false,
          };
          const headers = new Headers({ 'x-ratelimit-reset': reset, 'retry-after': after });
          const call = async () => {
            clock.ms += 50;
            // A loop without an end would keep the test runner from noticing.
            if (sleeps.length > 1_000) throw new Error('it goes on and on');
            throw new RateLimitedError('read client', waitFromHeaders(headers));
          };
          const delayFor = ({ error, random: r }: { error: unknown; random: number }) =>
            error instanceof RateLimitedError ? rateLimitDelay(error, r) : undefined;
          await expect(patiently('read client', call, delayFor, run)).rejects.toBeInstanceOf(DeadlineError);
          for (const slept of sleeps) expect(slept).toBeGreaterThanOrEqual(0);
          expect(clock.ms).toBeLessThan(end + 51);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('either ends before the deadline or does not begin', async () => {
    const wait = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.integer({ min: 0, max: 2_000 }));
    await fc.assert(
      fc.asyncProperty(wait, fc.integer({ min: -10, max: 1_000 }), async (milliseconds, end) => {
        const sleeps: number[] = [];
        const { now, sleep } = clockFrom(sleeps);
        const waited = deadlineAt(end, { now, sleep }).wait(milliseconds, 'settle');
        if (milliseconds < end) await waited;
        else await expect(waited).rejects.toBeInstanceOf(DeadlineError);
        expect(sleeps).toEqual(milliseconds < end ? [milliseconds] : []);
      }),
      { numRuns: 200 },
    );
  });
});
