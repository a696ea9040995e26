import * as z from 'zod/mini';

/** What an editor, a chat or a PDF leaves in a text that is copied, and what nobody sees. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]|\u034f|\ufe0f/u;

const UUID = 'must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

/** Names an invisible character by its code and its place, counted from 1. */
const nameInvisible = ({ input }: { input?: unknown }): string => {
  const text = String(input);
  const at = text.length - text.trimStart().length + text.trim().search(INVISIBLE);
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${UUID}; it holds an invisible character, U+${code} at position ${at + 1}`;
};

const ON_INVISIBLE = { error: nameInvisible, abort: true };

/**
 * The id of an OAuth2 client: a UUID, brought to its canonical form (trimmed, lower case).
 *
 * Nothing but the canonical form may reach the portal: the real service drops leading zeros and would then
 * act on another client.
 */
export const ClientIdSchema = z.pipe(
  z.pipe(
    z.string('must be a text that holds a UUID').check(
      z.maxLength(100, { error: UUID, abort: true }),
      z.refine((id) => !INVISIBLE.test(id.trim()), ON_INVISIBLE),
      z.meta({ format: 'uuid', description: 'id of the OAuth2 client' }),
    ),
    z.transform((id) => id.trim().toLowerCase()),
  ),
  z.guid(UUID),
);

/** The nil UUID, which no client has: a disable of it changes nothing, wherever it is sent. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Used if there is no id. */
export const CLIENT_ID_MISSING = 'is missing: the UUID of the OAuth2 client to disable';

export type ClientId = z.infer<typeof ClientIdSchema>;
