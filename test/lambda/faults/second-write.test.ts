import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes the second write', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'disabled · 200 ? 200 200'],
    ['reset-after', 'disabled · 200 ? 200 200'],
    ['status-500', 'disabled · 200 500 200 200'],
    ['status-500-after', 'disabled · 200 500 200 200'],
    ['html-502', 'disabled · 200 502 200 200'],
    ['huge-body', 'disabled · 200 ? 200 200'],
    ['truncated-json', 'disabled · 200 200'],
    ['truncated-abruptly', 'disabled · 200 ? 200 200'],
    ['hang', 'disabled · 200 ? 200 200'],
    ['redirect', 'unverified · 200 302 · HttpError'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'disabled · 200 200'],
    ['429-nanoseconds', 'disabled · 200 · single-write'],
    ['429-untold', 'disabled · 200 · single-write'],
    ['burst-429', 'disabled · 200 · single-write'],
    ['database-locked', 'disabled · 200 500 200 200'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-401', 'unverified · 200 401 · HttpError'],
    ['problem-403', 'unverified · 200 403 · HttpError'],
    ['empty-404', 'unverified · 200 404 · HttpError'],
    ['problem-404', 'unverified · 200 404 · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'the second write')).result)).toBe(expected);
  });
});
