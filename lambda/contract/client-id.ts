import * as z from 'zod/mini';

const UUID = 'must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

/**
 * The id of an OAuth2 client: a UUID, brought to its canonical form (trimmed, lower case).
 *
 * Nothing but the canonical form may reach the portal: the real service drops leading zeros and would then
 * act on another client.
 */
export const ClientIdSchema = z.pipe(
  z.pipe(
    z
      .string('must be a text that holds a UUID')
      .check(z.maxLength(100, UUID), z.meta({ format: 'uuid', description: 'id of the OAuth2 client' })),
    z.transform((id) => id.trim().toLowerCase()),
  ),
  z.guid(UUID),
);

/** The nil UUID, which no client has: a disable of it changes nothing, wherever it is sent. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Said where an id should stand and nothing does. */
export const CLIENT_ID_MISSING = 'is missing: the UUID of the OAuth2 client to disable';

export type ClientId = z.infer<typeof ClientIdSchema>;
