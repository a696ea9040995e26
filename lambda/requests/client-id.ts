import * as z from 'zod';

/**
 * The id of an OAuth2 client: a UUID, brought to its canonical form (trimmed, lower case).
 *
 * Nothing but the canonical form may reach the portal: the real service drops leading zeros and would then
 * act on another client.
 */
export const ClientIdSchema = z
  .string('must be a text that holds a UUID')
  .max(100, 'must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168')
  .meta({ format: 'uuid', description: 'id of the OAuth2 client' })
  .transform((id) => id.trim().toLowerCase())
  .pipe(z.guid('must be a UUID, for example 6c7cf17b-1bd3-47d5-94c6-be2d3570e168'));

export type ClientId = z.infer<typeof ClientIdSchema>;
