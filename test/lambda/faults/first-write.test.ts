import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes the first write', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'disabled · ? 200 200 200'],
    ['reset-after', 'disabled · ? 200 200 200'],
    ['status-500', 'disabled · 500 200 200 200'],
    ['status-500-after', 'disabled · 500 200 200 200'],
    ['html-502', 'disabled · 502 200 200 200'],
    ['slow-body', 'disabled · ? 200 200 200'],
    ['huge-body', 'disabled · ? 200 200 200'],
    ['truncated-json', 'disabled · 200 200'],
    ['truncated-abruptly', 'disabled · ? 200 200 200'],
    ['hang', 'disabled · ? 200 200 200'],
    ['late-write', 'disabled · ? 200 200 200'],
    ['redirect', 'failed · 302 · HttpError'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'disabled · 200 200'],
    ['429-nanoseconds', 'disabled · 200 200 · rate-limited'],
    ['429-seconds', 'disabled · 200 200 · rate-limited'],
    ['429-untold', 'disabled · 200 200 · rate-limited'],
    ['429-for-years', 'disabled · 200 200 · rate-limited'],
    ['burst-429', 'disabled · 200 200 · rate-limited'],
    ['database-locked', 'disabled · 500 200 200 200'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-400', 'failed · 400 · HttpError'],
    ['status-401', 'failed · 401 · HttpError'],
    ['status-402', 'failed · 402 · HttpError'],
    ['problem-403', 'failed · 403 · HttpError'],
    ['empty-404', 'failed · 404 · HttpError'],
    ['problem-404', 'failed · 404 · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'the first write')).result)).toBe(expected);
  });
});
