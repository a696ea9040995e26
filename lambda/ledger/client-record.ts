import * as z from 'zod/mini';

const TimeSchema = z.iso
  .datetime()
  .check(z.describe('UTC, with milliseconds, so that texts sort like times'));

/** Who decided, and why; text from outside was cleaned at the door. */
const ActorSchema = z.object({
  type: z.enum(['alert', 'manual', 'schedule']),
  alertId: z.nullable(z.string()),
  source: z.nullable(z.string()),
  operator: z.nullable(z.string()),
  reason: z.nullable(z.string()),
});

/**
 * - `containing`: a disable was begun and is not proven yet
 * - `contained`: off, and proven so
 * - `restoring`: a person's enable was begun and is not proven yet
 * - `restored`: enabled by a person, through the kill switch
 * - `drifted`: contained, and re-enabled outside the kill switch
 * - `deleted`: the portal does not know it any more
 */
const StateSchema = z.enum(['containing', 'contained', 'restoring', 'restored', 'drifted', 'deleted']);

/** What the ledger knows of one client. Never its secret: a fingerprint only. */
export const ClientRecordSchema = z.object({
  clientId: z.guid(),
  name: z.nullable(z.string()),
  /** Raised by one with every write: who writes must have seen the last version. */
  version: z.int().check(z.positive()),
  /** Raised by one with every intent to change the client. */
  decision: z.int().check(z.nonnegative()),
  /** Absent if the client was only ever held. */
  state: z.optional(StateSchema),
  /** Of the last decision. */
  by: z.optional(ActorSchema),
  requestKey: z.optional(z.string()),
  /** The run that took the last decision: two runs of one request are two. */
  runId: z.optional(z.string()),
  /** Arrival of the request's first run. */
  receivedAt: z.optional(TimeSchema),
  intendedAt: z.optional(TimeSchema),
  /** When the run that took the last decision ended. */
  endedAt: z.optional(TimeSchema),
  outcome: z.optional(z.string()),
  resultId: z.optional(z.string()),
  enabledBefore: z.optional(z.nullable(z.boolean())),
  /** SHA-256 of id and secret at the beginning of the containment. */
  fingerprint: z.optional(z.string()),
  /** Alerts of the containment: event ids and the senders' own. */
  alertIds: z.array(z.string()),
  /** First accepted disabling write of the whole containment, and who asked for it. */
  containedSince: z.optional(TimeSchema),
  containedBy: z.optional(ActorSchema),
  /** First accepted disabling write of the last decision. */
  firstWriteAt: z.optional(TimeSchema),
  /** When the last accepted disabling write was sent, by our clock. */
  lastWriteAt: z.optional(TimeSchema),
  /** When it was answered, by the portal's clock. */
  lastWritePortalTime: z.optional(TimeSchema),
  /** The read-back that last showed the client off after a write. */
  provenAt: z.optional(TimeSchema),
  /** The last run that ended proven by the whole sequence: when its last accepted write was sent, and its read-back. */
  fullProof: z.optional(z.object({ writtenAt: TimeSchema, provenAt: TimeSchema })),
  /** The requests whose disable ended proven, over all containments: none of them writes again after a restore. */
  provenRequests: z.array(z.string()),
  /** Alerts of every containment and hold that a person ended with a restore. */
  judgedIds: z.optional(z.array(z.string())),
  /** A disable ended without any answer to its writes at this time: it may still take effect. */
  unansweredAt: z.optional(TimeSchema),
  /** An enable ended without proof at this time, and a write of it may have taken effect, or may do so later. */
  enableInDoubtAt: z.optional(TimeSchema),
  /** The last look, past the portal's cache, that showed the client off. */
  seenOffAt: z.optional(TimeSchema),
  /** The portal's tenant that the client was shown in. */
  tenant: z.optional(z.int()),
  /** When a person should have looked at the containment. */
  reviewBy: z.optional(TimeSchema),
  /** When the watch found it enabled. */
  driftedAt: z.optional(TimeSchema),
  /** When it was found deleted. */
  closedAt: z.optional(TimeSchema),
  /** The drift watch's last look. */
  lookedAt: z.optional(TimeSchema),
  /** In this containment the watch has already disabled once a client that the portal itself re-enabled. */
  raceUndone: z.boolean(),
  /** When the restore was asked for. */
  restoreAskedAt: z.optional(TimeSchema),
  /** An alert waits for a person to decide; `requestKey` is the alert's. */
  held: z.optional(z.object({ since: TimeSchema, by: ActorSchema, requestKey: z.optional(z.string()) })),
  /** Seconds since the epoch; on closed records only. */
  expiresAt: z.optional(z.int()),
});

export type ClientRecord = z.infer<typeof ClientRecordSchema>;
export type Actor = z.infer<typeof ActorSchema>;

/** Closed records are kept this long, for questions a year later. */
const KEPT_DAYS = 400;

/** @returns seconds since the epoch */
export const expiryAfter = (at: Date): number => Math.floor(at.getTime() / 1_000) + KEPT_DAYS * 24 * 60 * 60;

/** A client of which nothing is known yet. Version 0 was never written. */
const BLANK = { name: null, version: 0, decision: 0, alertIds: [], provenRequests: [], raceUndone: false };

/** The next version of a record, with what changes. */
export const revised = (
  seen: ClientRecord | undefined,
  clientId: string,
  change: Partial<Omit<ClientRecord, 'clientId' | 'version'>>,
): ClientRecord => {
  const before = seen ?? { ...BLANK, clientId };
  return { ...before, ...change, version: before.version + 1 };
};
