import { describe, expect, test } from 'vitest';
import { tokensLeft, waitFromHeaders } from '../../../lambda/docspace/portal-answer.ts';

const wait = (headers: Record<string, string>) => waitFromHeaders(new Headers(headers));

describe('the wait that a 429 asks for', () => {
  test.each<[string, string, number]>([
    ['the measured nanoseconds', '3386000000', 3_386],
    ['a nanosecond more than a millisecond, rounded up', '1000001', 2],
    ['exactly a millisecond', '1000000', 1],
    ['a value too small for nanoseconds, as seconds', '4', 4_000],
    ['the largest that is still seconds', '3600', 3_600_000],
    ['half a millisecond in nanoseconds, not five days', '500000', 1],
    ['an instant in epoch seconds, read as a short wait', '1769828400', 1_770],
    ['spaces around it', ' 2000000 ', 2],
  ])('X-Ratelimit-Reset: %s', (_name, reset, waitMs) => {
    expect(wait({ 'x-ratelimit-reset': reset })).toBe(waitMs);
  });

  test('a huge value is a long wait and never a broken number', () => {
    const waitMs = wait({ 'x-ratelimit-reset': '9'.repeat(19) });
    expect(Number.isFinite(waitMs)).toBe(true);
    expect(waitMs).toBeGreaterThan(1e12);
  });

  test.each(['', '0', '-1', '-3386000000', '3.4', '1e9', '0x10', 'soon', 'Infinity', 'NaN', '9'.repeat(20)])(
    'X-Ratelimit-Reset: %j says nothing',
    (reset) => {
      expect(wait({ 'x-ratelimit-reset': reset })).toBeUndefined();
      expect(wait({ 'x-ratelimit-reset': reset, 'retry-after': '2' })).toBe(2_000);
    },
  );

  test.each<[string, number | undefined]>([
    ['2', 2_000],
    ['0', undefined],
    ['-2', undefined],
    ['1.5', undefined],
    ['Sat, 31 Jan 2026 03:00:00 GMT', undefined],
  ])('a gateway’s Retry-After: %s', (retryAfter, waitMs) => {
    expect(wait({ 'retry-after': retryAfter })).toBe(waitMs);
  });

  test('the service’s own header goes before a gateway’s', () => {
    expect(wait({ 'x-ratelimit-reset': '3386000000', 'retry-after': '60' })).toBe(3_386);
  });

  test('without either header the wait is unknown', () => {
    expect(wait({})).toBeUndefined();
  });
});

test.each<[string | undefined, number | undefined]>([
  ['14', 14],
  ['0', 0],
  ['-1', undefined],
  ['9.5', undefined],
  ['', undefined],
  [undefined, undefined],
])('X-Ratelimit-Remaining: %s leaves %s calls', (header, left) => {
  expect(tokensLeft(new Headers(header === undefined ? {} : { 'x-ratelimit-remaining': header }))).toBe(left);
});
