import { expect, test } from 'vitest';
import { NetworkError, RateLimitedError } from '../../../lambda/docspace/errors.ts';
import { patiently } from '../../../lambda/docspace/patience.ts';
import { readRetryDelay } from '../../../lambda/docspace/retry.ts';
import { setRun } from './rig.ts';
import { failureOf } from './wire.ts';

/** A call that ends with each of these errors in turn, then answers. */
const failingWith = (...errors: unknown[]) => {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (errors.length > 0) throw errors.shift();
    return 'answer';
  };
  return { call, calls: () => calls };
};

const limited = (waitMs?: number) => new RateLimitedError('read client', waitMs);
const unreachable = () => new NetworkError('read client', 'ECONNREFUSED');
const bug = new RangeError('our own');

test('a call that answers is made once, without a wait', async () => {
  const { run, sleeps, warnings } = setRun();
  const { call, calls } = failingWith();
  expect(await patiently('read client', call, readRetryDelay, run)).toBe('answer');
  expect([calls(), sleeps, warnings]).toEqual([1, [], []]);
});

test('the rate limit does not use up the tries for other failures, and the run says that it waited', async () => {
  const { run, sleeps, warnings } = setRun();
  const { call, calls } = failingWith(unreachable(), limited(3_386), limited(), unreachable());
  expect(await patiently('read client', call, readRetryDelay, run)).toBe('answer');
  expect(calls()).toBe(5);
  expect(sleeps).toEqual([300, 7_386, 2_000, 1_500]);
  expect(new Set(warnings)).toEqual(new Set(['rate-limited']));
});

test('the last failure of a call that always fails is what is thrown', async () => {
  const { run } = setRun();
  const last = unreachable();
  const { call, calls } = failingWith(unreachable(), unreachable(), last);
  await expect(patiently('read client', call, readRetryDelay, run)).rejects.toBe(last);
  expect(calls()).toBe(3);
});

test('a bug of our own is thrown as it is, at once', async () => {
  const { run, sleeps } = setRun();
  await expect(patiently('read client', failingWith(bug).call, readRetryDelay, run)).rejects.toBe(bug);
  expect(sleeps).toEqual([]);
});

test('a rate limit without end is waited for until the deadline, and not beyond it', async () => {
  const { run, clock } = setRun({ remainingMs: 60_000 });
  const end = clock.ms + 60_000;
  const cause = limited(3_386);
  const error = await failureOf(patiently('read client', () => Promise.reject(cause), readRetryDelay, run));
  expect(error).toMatchObject({ name: 'DeadlineError', cause });
  expect(clock.ms).toBeLessThanOrEqual(end);
  expect(end - clock.ms).toBeLessThanOrEqual(3_386 + 8_000);
});

test('a wait that only its random part would carry past the deadline is not given up', async () => {
  const { run, clock } = setRun({ remainingMs: 5_000, random: 0.9 });
  const end = clock.ms + 5_000;
  const { call } = failingWith(limited(3_386));
  expect(await patiently('read client', call, readRetryDelay, run)).toBe('answer');
  expect(clock.ms).toBeLessThan(end);
});

test('a call that does not wait for the rate limit does not say that it waited', async () => {
  const { run, warnings } = setRun();
  await failureOf(patiently('change activation', failingWith(limited()).call, () => undefined, run));
  expect(warnings).toEqual([]);
});
