import * as z from 'zod/mini';

const TimeSchema = z.nullable(z.iso.datetime());

const PersonSchema = z
  .nullable(z.guid())
  .check(
    z.describe('id of a DocSpace user; null: not shown, or anything but a UUID, such as an e-mail address'),
  );

/** What the first read of a client shows of it, as evidence: cleaned and cut. Never its secret or its logo. */
export const CLIENT_DETAILS = {
  createdBy: PersonSchema,
  createdOn: TimeSchema,
  modifiedBy: PersonSchema,
  modifiedOn: TimeSchema,
  scopes: z.nullable(z.array(z.string())).check(z.describe('at most 50, cleaned; null: not shown')),
  redirectUris: z
    .nullable(z.array(z.string()))
    .check(z.describe('at most 50, cleaned, not trusted; null: not shown')),
  isPublic: z.nullable(z.boolean()).check(z.describe('true: it has no secret that would protect it')),
};

const ClientDetailsSchema = z.object(CLIENT_DETAILS);

export type ClientDetails = z.infer<typeof ClientDetailsSchema>;

/** Of a client that the portal did not show. */
export const NO_DETAILS: ClientDetails = {
  createdBy: null,
  createdOn: null,
  modifiedBy: null,
  modifiedOn: null,
  scopes: null,
  redirectUris: null,
  isPublic: null,
};
