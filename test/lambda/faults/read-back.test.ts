import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes the read-back', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'disabled · 200 200'],
    ['status-500', 'disabled · 200 200'],
    ['html-502', 'disabled · 200 200'],
    ['huge-body', 'unverified · 200 200 · ResponseSchemaError'],
    ['truncated-json', 'unverified · 200 200 · ResponseSchemaError'],
    ['truncated-abruptly', 'disabled · 200 200'],
    ['hang', 'disabled · 200 200'],
    ['redirect', 'unverified · 200 200 · HttpError'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'disabled · 200 200'],
    ['429-nanoseconds', 'disabled · 200 200 · rate-limited'],
    ['429-seconds', 'disabled · 200 200 · rate-limited'],
    ['429-untold', 'disabled · 200 200 · rate-limited'],
    ['429-for-years', 'disabled · 200 200 · rate-limited'],
    ['burst-429', 'disabled · 200 200 · rate-limited'],
    ['database-locked', 'disabled · 200 200'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-401', 'unverified · 200 200 · HttpError'],
    ['problem-403', 'unverified · 200 200 · HttpError'],
    ['empty-404', 'unverified · 200 200 · HttpError'],
    ['problem-404', 'unverified · 200 200 · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'the read-back')).result)).toBe(expected);
  });
});

describe('an alert while something strikes every read-back', () => {
  test.each<[FaultName, string]>([
    ['reset-before', 'unverified · 200 200 · NetworkError'],
    ['status-500', 'unverified · 200 200 · HttpError'],
    ['html-502', 'unverified · 200 200 · HttpError'],
    ['truncated-abruptly', 'unverified · 200 200 · NetworkError'],
    ['ten-minutes-fast', 'unverified · 200 200 · HttpError'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'unverified · 200 200 · HttpError'],
    ['429-nanoseconds', 'unverified · 200 200 · DeadlineError · rate-limited'],
    ['database-locked', 'unverified · 200 200 · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'every read-back')).result)).toBe(expected);
  });
});
