import { DocSpaceError, RateLimitedError } from './errors.ts';

/** Delays before the second and third try of a read; a write is never repeated here: its proof decides. */
const READ_DELAYS_MS: readonly number[] = [300, 1_500];

/** Added at random, so that many containers do not ask for one token at the same moment. */
const RATE_LIMIT_SPREAD_MS = 8_000;

/** A 429 without a header comes from a limit on bursts, which ends within about a second. */
const NO_HEADER_WAIT_MS = 1_000;
const NO_HEADER_SPREAD_MS = 2_000;

export type Attempt = {
  /** Failed tries so far that were no rate limit, this one included; from 1. */
  failures: number;
  error: unknown;
  /** 0 ≤ random < 1. */
  random: number;
};

/** Milliseconds until the call may be repeated after a rate limit. */
export const rateLimitDelay = (error: RateLimitedError, random: number): number =>
  error.waitMs === undefined
    ? NO_HEADER_WAIT_MS + random * NO_HEADER_SPREAD_MS
    : error.waitMs + random * RATE_LIMIT_SPREAD_MS;

/** Milliseconds before a call is tried again that waits for the rate limit and for nothing else; `undefined` to give up. */
export const onlyAfterRateLimit = ({ error, random }: Attempt): number | undefined =>
  error instanceof RateLimitedError ? rateLimitDelay(error, random) : undefined;

/**
 * Milliseconds before a read is tried again, or `undefined` to give up. A rate limit is waited for however
 * often it comes; errors that would come again, and our own bugs, are not retried.
 */
export const readRetryDelay = ({ failures, error, random }: Attempt): number | undefined => {
  if (error instanceof RateLimitedError) return rateLimitDelay(error, random);
  if (!(error instanceof DocSpaceError) || !error.retryable) return undefined;
  return READ_DELAYS_MS[failures - 1];
};
