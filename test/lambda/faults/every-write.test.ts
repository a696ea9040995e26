import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { inShort, strike } from './strike.ts';

describe('an alert while something strikes every write', () => {
  test.each<[FaultName, string]>([
    ['reset-before', 'failed · ? ? ? ? · NetworkError · may-still-take-effect'],
    ['reset-after', 'failed · ? ? ? ? · NetworkError · may-still-take-effect'],
    ['status-500', 'failed · 500 500 500 500 · HttpError · may-still-take-effect'],
    ['status-500-after', 'failed · 500 500 500 500 · HttpError · may-still-take-effect'],
    ['html-502', 'failed · 502 502 502 502 · HttpError · may-still-take-effect'],
    ['huge-body', 'failed · ? ? ? ? · ResponseSchemaError · may-still-take-effect'],
    ['truncated-abruptly', 'failed · ? ? ? ? · NetworkError · may-still-take-effect'],
    ['redirect', 'failed · 302 · HttpError'],
    ['ten-minutes-fast', 'failed · 403 · HttpError'],
    ['empty-403', 'failed · 403 · HttpError'],
    ['429-nanoseconds', 'failed · DeadlineError · rate-limited'],
    ['429-untold', 'failed · DeadlineError · rate-limited'],
    ['database-locked', 'failed · 500 500 500 500 · HttpError · may-still-take-effect'],
    ['status-401', 'failed · 401 · HttpError'],
    ['problem-403', 'failed · 403 · HttpError'],
    ['empty-404', 'failed · 404 · HttpError'],
    ['problem-404', 'failed · 404 · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'every write')).result)).toBe(expected);
  });
});
