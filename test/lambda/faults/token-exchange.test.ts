import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes every token exchange', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'failed · NetworkError · first-read-failed'],
    ['status-500', 'failed · HttpError · first-read-failed'],
    ['html-502', 'failed · HttpError · first-read-failed'],
    ['huge-body', 'failed · ResponseSchemaError · first-read-failed'],
    ['truncated-json', 'failed · ResponseSchemaError · first-read-failed'],
    ['hang', 'failed · TimeoutError · first-read-failed'],
    ['redirect', 'failed · HttpError · first-read-failed'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200 · clock-skew'],
    ['ten-minutes-slow', 'failed · HttpError · clock-skew'],
    ['empty-403', 'failed · HttpError'],
    ['429-nanoseconds', 'failed · DeadlineError · rate-limited'],
    ['429-untold', 'failed · DeadlineError · rate-limited'],
    ['429-for-years', 'failed · DeadlineError · rate-limited'],
    ['burst-429', 'failed · DeadlineError · rate-limited'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-400', 'failed · HttpError · first-read-failed'],
    ['status-401', 'failed · KeyRefusedError'],
    ['status-402', 'failed · HttpError · first-read-failed'],
    ['problem-403', 'failed · HttpError'],
    ['empty-404', 'failed · NotAPortalError · first-read-failed'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'every token exchange')).result)).toBe(expected);
  });
});

describe('an alert while something strikes the first token exchange', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'disabled · 200 200 · first-read-failed'],
    ['status-500', 'disabled · 200 200 · first-read-failed'],
    ['html-502', 'disabled · 200 200 · first-read-failed'],
    ['truncated-json', 'disabled · 200 200 · first-read-failed'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200 · clock-skew'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'failed · HttpError'],
    ['429-nanoseconds', 'disabled · 200 200 · rate-limited'],
    ['429-untold', 'disabled · 200 200 · rate-limited'],
    ['429-for-years', 'disabled · 200 200 · rate-limited'],
    ['burst-429', 'disabled · 200 200 · rate-limited'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-401', 'disabled · 200 200'],
    ['problem-403', 'failed · HttpError'],
    ['empty-404', 'disabled · 200 200 · first-read-failed'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'the first token exchange')).result)).toBe(expected);
  });
});
