import * as z from 'zod';

const TimeSchema = z.iso.datetime().describe('UTC, with milliseconds, so that texts sort like times');

/** Who decided, and why; text from outside was cleaned at the door. */
const ActorSchema = z.object({
  type: z.enum(['alert', 'manual', 'schedule']),
  alertId: z.string().nullable(),
  source: z.string().nullable(),
  operator: z.string().nullable(),
  reason: z.string().nullable(),
});

/**
 * - `containing`: a disable was begun and is not proven yet
 * - `contained`: off, and proven so
 * - `restoring`: a person's enable was begun and is not proven yet
 * - `restored`: on again, by a person, through the kill switch
 * - `drifted`: contained, and on again without the kill switch
 * - `deleted`: the portal does not know it any more
 */
const StateSchema = z.enum(['containing', 'contained', 'restoring', 'restored', 'drifted', 'deleted']);

/** What the ledger knows of one client. Never its secret: a fingerprint only. */
export const ClientRecordSchema = z.object({
  clientId: z.guid(),
  name: z.string().nullable(),
  /** Raised by one with every write: who writes must have seen the last version. */
  version: z.int().positive(),
  /** Raised by one with every intent to change the client. */
  decision: z.int().nonnegative(),
  /** Absent where the client was only ever held by the circuit breaker. */
  state: StateSchema.optional(),
  /** Of the last decision. */
  by: ActorSchema.optional(),
  requestKey: z.string().optional(),
  /** The run that took the last decision: two runs of one request are two. */
  runId: z.string().optional(),
  /** Arrival of the request's first run. */
  receivedAt: TimeSchema.optional(),
  intendedAt: TimeSchema.optional(),
  /** The run that took the last decision has said how it ended. */
  endedAt: TimeSchema.optional(),
  outcome: z.string().optional(),
  resultId: z.string().optional(),
  enabledBefore: z.boolean().nullable().optional(),
  /** SHA-256 of id and secret at the beginning of the containment. */
  fingerprint: z.string().optional(),
  /** Alerts of the containment: event ids and the senders' own. */
  alertIds: z.array(z.string()),
  /** First accepted disabling write of the whole containment, and who asked for it. */
  since: TimeSchema.optional(),
  containedBy: ActorSchema.optional(),
  /** A run that wrote and did not live to tell, and whose record another request has taken over. */
  unreported: z
    .object({
      requestKey: z.string(),
      receivedAt: TimeSchema.optional(),
      enabledBefore: z.boolean().nullable().optional(),
      containedAt: TimeSchema.optional(),
    })
    .optional(),
  /** First accepted disabling write of the last decision. */
  containedAt: TimeSchema.optional(),
  /** Last accepted disabling write, by our clock and by the portal's. */
  acceptedAt: TimeSchema.optional(),
  portalAcceptedAt: TimeSchema.optional(),
  verifiedAt: TimeSchema.optional(),
  /** When a person should have looked at the containment. */
  reviewBy: TimeSchema.optional(),
  /** When the watch found it on again. */
  driftedAt: TimeSchema.optional(),
  /** When it was found deleted. */
  closedAt: TimeSchema.optional(),
  /** The drift watch's last look. */
  lookedAt: TimeSchema.optional(),
  /** The portal's own race was mended once already in this containment. */
  raceMended: z.boolean(),
  /** When the restore was asked for. */
  restoreAskedAt: TimeSchema.optional(),
  /** Turned away by the circuit breaker and left on. */
  held: z.object({ since: TimeSchema, by: ActorSchema }).optional(),
  /** Seconds since the epoch; on closed records only. */
  expiresAt: z.int().optional(),
});

export type ClientRecord = z.infer<typeof ClientRecordSchema>;
export type Actor = z.infer<typeof ActorSchema>;

/** Closed records are kept this long, for whoever asks a year later. */
const KEPT_DAYS = 400;

/** @returns seconds since the epoch */
export const expiryAfter = (at: Date): number => Math.floor(at.getTime() / 1_000) + KEPT_DAYS * 24 * 60 * 60;

/** A record of a client that nothing is known of yet. Its version is that of no write. */
const blank = (clientId: string): ClientRecord => ({
  clientId,
  name: null,
  version: 0,
  decision: 0,
  alertIds: [],
  raceMended: false,
});

/** The next version of a record, with what changes. */
export const revised = (
  seen: ClientRecord | undefined,
  clientId: string,
  change: Partial<Omit<ClientRecord, 'clientId' | 'version'>>,
): ClientRecord => {
  const before = seen ?? blank(clientId);
  return { ...before, ...change, version: before.version + 1 };
};
