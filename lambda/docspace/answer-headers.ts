/** The service counts in nanoseconds. */
const NANOSECONDS_PER_MS = 1_000_000;

/** A number up to this is read as seconds: it would be a few microseconds otherwise. */
const MAX_SECONDS = 3_600;

const wholeNumber = (header: string | null): number | undefined =>
  header !== null && /^\d{1,19}$/.test(header.trim()) ? Number(header) : undefined;

/**
 * Milliseconds until the next token, from the headers of a 429.
 *
 * `X-Ratelimit-Reset` is in nanoseconds (measured on release v3.7.2: 3386000000 for 3.4 s). A value too small
 * for that is read as seconds, as is a gateway's `Retry-After`.
 */
export const waitFromHeaders = (headers: Headers): number | undefined => {
  const reset = wholeNumber(headers.get('x-ratelimit-reset'));
  if (reset !== undefined && reset > 0) {
    return reset > MAX_SECONDS ? Math.ceil(reset / NANOSECONDS_PER_MS) : reset * 1_000;
  }
  const retryAfter = wholeNumber(headers.get('retry-after'));
  return retryAfter === undefined || retryAfter === 0 ? undefined : retryAfter * 1_000;
};

/** Calls left in the bucket of the key's user, if the answer says so. */
export const tokensLeft = (headers: Headers): number | undefined =>
  wholeNumber(headers.get('x-ratelimit-remaining'));

const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time out of an answer. Only what ISO 8601 writes with four digits of a year is one: the ledger could not read
 * any other again.
 * @returns `undefined` where the text is no such time
 */
export const instantOf = (text: string): Date | undefined => {
  const ms = Date.parse(text);
  return ms >= EARLIEST && ms <= LATEST ? new Date(ms) : undefined;
};
