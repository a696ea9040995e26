import { describe, expect, test } from 'vitest';
import {
  DeadlineError,
  HttpError,
  KeyRefusedError,
  NetworkError,
  NotAPortalError,
  RateLimitedError,
  ResponseSchemaError,
  TimeoutError,
} from '../../../lambda/docspace/errors.ts';
import { rateLimitDelay, readRetryDelay } from '../../../lambda/docspace/retry.ts';

const http = (status: number) =>
  new HttpError({ operation: 'read client', status, shape: 'empty', counted: true });

describe('a read that failed', () => {
  test.each([
    ['a time-out', new TimeoutError('read client', 10_000)],
    ['no answer', new NetworkError('read client', 'ECONNRESET')],
    ['a 500', http(500)],
    ['a 502', http(502)],
    ['a portal that is not there', new NotAPortalError('read client')],
    ['a run without time, which the wait itself then ends', new DeadlineError('read client')],
  ])('because of %s is tried twice more, soon and a little later', (_name, error) => {
    const delays = [1, 2, 3, 4].map((failures) => readRetryDelay({ failures, error, random: 0 }));
    expect(delays).toEqual([300, 1_500, undefined, undefined]);
  });

  test.each([
    ['a 400', http(400)],
    ['a 401', http(401)],
    ['a 402', http(402)],
    ['a 403', http(403)],
    ['a 404', http(404)],
    ['a redirect', http(302)],
    ['a refused key', new KeyRefusedError()],
    ['an answer of another program', new ResponseSchemaError('read client', 'no complete JSON')],
    ['a bug of our own', new TypeError('x is not a function')],
    ['something that is no error', 'thrown text'],
    ['nothing at all', undefined],
  ])('because of %s is not tried again', (_name, error) => {
    expect(readRetryDelay({ failures: 1, error, random: 0 })).toBeUndefined();
  });

  test('because of the rate limit is tried however often that comes', () => {
    const error = new RateLimitedError('read client', 3_386);
    expect([0, 1, 50].map((failures) => readRetryDelay({ failures, error, random: 0 }))).toEqual([
      3_386, 3_386, 3_386,
    ]);
  });
});

describe('the wait for the rate limit', () => {
  test.each([
    [3_386, 0, 3_386],
    [3_386, 0.5, 7_386],
    [0, 0, 0],
    [0, 0.25, 2_000],
    [undefined, 0, 1_000],
    [undefined, 0.5, 2_000],
  ])('a header of %s ms, with %s at random: %s ms', (waitMs, random, delay) => {
    expect(rateLimitDelay(new RateLimitedError('read client', waitMs), random)).toBe(delay);
  });

  test('stays under the wait of the header and 8 s, or under 3 s without a header', () => {
    const almost = 1 - Number.EPSILON;
    expect(rateLimitDelay(new RateLimitedError('x', 1_000), almost)).toBeLessThan(9_000.1);
    expect(rateLimitDelay(new RateLimitedError('x', undefined), almost)).toBeLessThan(3_000.1);
  });
});
