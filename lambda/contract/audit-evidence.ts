import * as z from 'zod/mini';

const TimeSchema = z.nullable(z.iso.datetime());

/** The most ids of users that are kept of one kind of event. */
export const MAX_USERS = 20;

const ActsSchema = z.object({
  events: z.int().check(z.nonnegative()),
  users: z.int().check(z.nonnegative(), z.describe('different users, without those whose id is no UUID')),
  firstAt: TimeSchema,
  lastAt: TimeSchema,
  userIds: z
    .array(z.guid())
    .check(z.describe(`ids of DocSpace users, at most ${MAX_USERS}, the last to act first`)),
});

/** What the portal's audit trail shows about one client: numbers, times and UUIDs, never a name or an e-mail address. */
export const AuditEvidenceSchema = z
  .object({
    isFiltered: z
      .boolean()
      .check(
        z.describe(
          'false: the portal gave its latest events of everything, and only those could be searched',
        ),
      ),
    isCut: z.boolean().check(z.describe('true: there may be older events that were not given')),
    authorised: ActsSchema.check(z.describe('who let the client act for them: personal tokens')),
    edited: ActsSchema,
    regenerated: ActsSchema.check(z.describe('who changed its secret')),
    switched: ActsSchema.check(z.describe('who enabled or disabled it, the kill switch included')),
    reEnabledBy: z
      .optional(z.object({ userId: z.nullable(z.guid()), at: z.iso.datetime() }))
      .check(z.describe('of a drifted client: the last switch since it was disabled; a null id is no UUID')),
  })
  .check(z.describe("from the portal's audit trail, if the settings ask for it; late events are missing"));

export type AuditEvidence = z.infer<typeof AuditEvidenceSchema>;
