import * as z from 'zod/mini';

/** What the ledger knows of one client. */
export const KnownClientSchema = z
  .object({
    clientId: z.guid(),
    name: z.nullable(z.string()).check(z.describe('as the portal showed it last: cleaned, not trusted')),
    state: z
      .enum(['held', 'containing', 'contained', 'drifted', 'restoring', 'restored', 'deleted'])
      .check(z.describe('held: an alert about it waits for a person')),
    since: z.nullable(z.iso.datetime()),
    by: z
      .nullable(
        z.object({
          type: z.enum(['alert', 'manual', 'schedule']),
          alertId: z.nullable(z.string()),
          source: z.nullable(z.string()),
          operator: z.nullable(z.string()),
          reason: z.nullable(z.string()),
        }),
      )
      .check(z.describe('who decided it, and why')),
    reviewBy: z.nullable(z.iso.datetime()).check(z.describe('when a person should have looked at it')),
    reviewDue: z.boolean(),
  })
  .check(z.describe('a client as the ledger knows it'));

export type KnownClient = z.infer<typeof KnownClientSchema>;
