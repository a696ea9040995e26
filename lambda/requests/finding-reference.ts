import { NOTE_AUTHOR, ownNoteIn } from '../contract/finding-note.ts';
import { type FindingReference, FindingReferenceSchema } from '../contract/finding-reference.ts';
import type { Moment } from '../contract/time.ts';
import type { FindingAddress } from './finding-adapter.ts';

type Reference = {
  finding: FindingReference | undefined;
  /** Key of the request that our note on this very detection is about, if that is the newest note on it. */
  echoOf: string | undefined;
};

const NONE: Reference = { finding: undefined, echoOf: undefined };

/**
 * Which finding, and which detection of it, an alert is about. A finding without a readable time has none: a change of
 * ours would look like a new detection.
 * @param seen when its source saw it, by the finding's own words
 * @param event its envelope: where the Security Hub is
 */
export const findingReference = (
  address: FindingAddress | undefined,
  seen: readonly Moment[],
  event: Pick<FindingReference, 'format'> & { account: unknown; region: unknown },
): Reference => {
  const times = seen.flatMap((time) => time ?? []);
  if (address === undefined || times.length === 0 || seen.includes(null)) return NONE;
  const lastSeen = new Date(Math.max(...times.map((time) => time.getTime())));
  const lastSeenAt = lastSeen.toISOString();
  const { note, ...ids } = address;
  const own = note?.by === NOTE_AUTHOR ? ownNoteIn(note.text) : undefined;
  const isEcho = own?.lastSeenAt === lastSeenAt;
  // A note without a time may be younger.
  const isOlder = own === undefined ? note?.at instanceof Date && note.at <= lastSeen : !isEcho;
  const noted = note !== undefined && !isOlder;
  const finding = FindingReferenceSchema.safeParse({ ...ids, ...event, lastSeenAt, noted }).data;
  return { finding, echoOf: finding === undefined || !isEcho ? undefined : own?.requestKey };
};
