import type * as z from 'zod/mini';
import { ResponseSchemaError } from './errors.ts';
import { createLogoSkipper } from './logo-skipper.ts';

/** A client without its logo needs a few KB; what needs more than this is not a client. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** A client's owner may store a logo of any size; this much is read past within the time of one call. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/**
 * The text of an answer's body; of one over 4 MiB, without what a top-level `logo` in it holds. Never more than
 * 4 MiB are kept, nor more than 128 MiB read.
 * @throws ResponseSchemaError where it is longer
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
        throw new ResponseSchemaError(operation, `more than ${MAX_KEPT_BYTES} bytes beside a logo`);
      text += decoder.decode(part, { stream: true });
    }
  }
  return text + decoder.decode(Buffer.concat(short));
};

/** What was read of an answer's body. */
type Body = { text: string };

/** The JSON of an answer, or `undefined` where it holds none. */
export const jsonOf = ({ text }: Body): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Refuses a page in the place of the answer to a write: a sign-in or maintenance page answers 200 to everything
 * and changes nothing.
 * @throws ResponseSchemaError
 */
export const requireNoPage = (operation: string, answer: Body): void => {
  if (answer.text.trimStart().startsWith('<')) throw new ResponseSchemaError(operation, 'it is a page');
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
