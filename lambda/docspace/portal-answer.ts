import type * as z from 'zod/mini';
import { ResponseSchemaError } from './errors.ts';
import { createLogoSkipper } from './logo-skipper.ts';

/** A client without its logo needs a few KB; what needs more than this is not a client. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** A client's owner may store a logo of any size; this much can be skipped within the time of one call. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/**
 * The text of an answer's body; if it is over 4 MiB, without the value of a top-level `logo`. At most 4 MiB are kept, and
 * at most 128 MiB are read.
 * @throws ResponseSchemaError if it is longer
 */
export const readBody = async (
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  operation: string,
): Promise<string> => {
  const decoder = new TextDecoder();
  const short: Uint8Array[] = [];
  let withoutLogo: ReturnType<typeof createLogoSkipper> | undefined;
  let text = '';
  let bytes = 0;
  let keptBytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new ResponseSchemaError(operation, `more than ${MAX_BODY_BYTES} bytes`);
    short.push(piece);
    if (bytes <= MAX_KEPT_BYTES) continue;
    withoutLogo ??= createLogoSkipper();
    for (const part of short.splice(0).flatMap(withoutLogo)) {
      keptBytes += part.byteLength;
      if (keptBytes > MAX_KEPT_BYTES)
        throw new ResponseSchemaError(operation, `more than ${MAX_KEPT_BYTES} bytes besides a logo`);
      text += decoder.decode(part, { stream: true });
    }
  }
  return text + decoder.decode(Buffer.concat(short));
};

/** What was read of an answer's body. */
type Body = { text: string };

/** The JSON of an answer; `undefined` if it holds none. */
export const jsonOf = ({ text }: Body): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * An answer's body, parsed. The error names the fields that are wrong, never what they hold.
 * @throws ResponseSchemaError
 */
export const parseAnswer = <S extends z.ZodMiniType>(
  operation: string,
  answer: Body,
  schema: S,
): z.output<S> => {
  const body = jsonOf(answer);
  if (body === undefined) throw new ResponseSchemaError(operation, 'no complete JSON');
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.map(String).join('.') || 'the whole body');
  throw new ResponseSchemaError(operation, `not as expected: ${[...new Set(fields)].join(', ')}`);
};

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
 * A time in an answer, with a year of four digits as in ISO 8601: the ledger could not read any other again.
 * @returns `undefined` if the text is no such time
 */
export const instantOf = (text: string): Date | undefined => {
  const ms = Date.parse(text);
  return ms >= EARLIEST && ms <= LATEST ? new Date(ms) : undefined;
};
