import { ResponseSchemaError } from './errors.ts';
import { createLogoSkipper } from './logo-skipper.ts';

/** A client without its logo needs a few KB; what needs more than this is not a client. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** A client's owner may store a logo of any size; this much is read past within the time of one call. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/**
 * The text of an answer's body, without what a top-level `logo` in it holds. Never more than 4 MiB are kept, nor
 * more than 128 MiB read.
 * @throws ResponseSchemaError where it is longer
 */
export const readBody = async (
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  operation: string,
): Promise<string> => {
  const withoutLogo = createLogoSkipper();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  let keptBytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new ResponseSchemaError(operation, `more than ${MAX_BODY_BYTES} bytes`);
    for (const part of withoutLogo(piece)) {
      keptBytes += part.byteLength;
      if (keptBytes > MAX_KEPT_BYTES)
        throw new ResponseSchemaError(operation, `more than ${MAX_KEPT_BYTES} bytes beside a logo`);
      text += decoder.decode(part, { stream: true });
    }
  }
  return text + decoder.decode();
};
