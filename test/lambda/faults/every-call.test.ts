import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes every call', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200 · clock-skew'],
    ['ten-minutes-slow', 'disabled · 200 200 · clock-skew'],
    ['database-locked', 'failed · HttpError · first-read-failed'],
    ['set-cookie', 'disabled · 200 200'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'every call')).result)).toBe(expected);
  });
});
