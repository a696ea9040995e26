import * as z from 'zod';

/** What the ledger knows of one client. */
export const KnownClientSchema = z
  .object({
    clientId: z.guid(),
    name: z.string().nullable().describe('as the portal showed it last: cleaned, not trusted'),
    state: z
      .enum(['held', 'containing', 'contained', 'drifted', 'restoring', 'restored', 'deleted'])
      .describe('held: the circuit breaker left it on'),
    since: z.iso.datetime().nullable(),
    by: z
      .object({
        type: z.enum(['alert', 'manual', 'schedule']),
        alertId: z.string().nullable(),
        source: z.string().nullable(),
        operator: z.string().nullable(),
        reason: z.string().nullable(),
      })
      .nullable()
      .describe('who decided it, and why'),
    reviewBy: z.iso.datetime().nullable().describe('when a person should have looked at it'),
    reviewDue: z.boolean(),
  })
  .describe('a client as the ledger knows it');

export type KnownClient = z.infer<typeof KnownClientSchema>;
