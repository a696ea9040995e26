import { expect, test } from 'vitest';
import { deadlineAt } from '../../../lambda/docspace/patience.ts';
import { setRun } from './rig.ts';
import { failureOf } from './wire.ts';

test('what is left of a run shrinks with the clock and is never negative', () => {
  let ms = 1_000;
  const { remaining } = deadlineAt(3_000, { now: () => new Date(ms), sleep: async () => undefined });
  expect(remaining()).toBe(2_000);
  ms = 5_000;
  expect(remaining()).toBe(0);
});

test('a wait that ends in time is waited', async () => {
  const { run, sleeps } = setRun({ remainingMs: 1_000 });
  await run.deadline.wait(999, 'settle');
  expect(sleeps).toEqual([999]);
});

test.each([1_000, 1_001, Number.POSITIVE_INFINITY])(
  'a wait of %s ms that would not end within a second ends the run at once',
  async (milliseconds) => {
    const { run, sleeps } = setRun({ remainingMs: 1_000 });
    const cause = new Error('why it had to wait');
    const error = await failureOf(run.deadline.wait(milliseconds, 'read client', cause));
    expect(error).toMatchObject({ name: 'DeadlineError', retryable: true, cause });
    expect(error.message).toBe('read client: the time for this run is used up');
    expect(sleeps).toEqual([]);
  },
);
