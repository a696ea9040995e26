import { type ClientRecord, expiryAfter, revised } from './client-record.ts';
import { isAnyRunAtWork } from './containment.ts';

/** A little longer than the portal's cache lives: only a look after it sees the database. */
const FIRST_LOOK_MS = 330_000;

/** An edit or a slow reader can undo our write within moments of it; a change after this long was made by somebody. */
const RACE_MS = 5_000;

/** A run ended without proof, or died, and left the client between two states. */
export const isLeft = (record: ClientRecord, now: Date): boolean =>
  (record.state === 'containing' || record.state === 'restoring') && !isAnyRunAtWork(record, now);

/**
 * Whether the watch should look at a client: off by proof, or by an accepted write without one, not restored since,
 * and not before the portal's cache has expired.
 */
export const isWatched = (record: ClientRecord, now: Date): boolean => {
  const left = isLeft(record, now);
  if (record.state !== 'contained' && record.state !== 'drifted' && !left) return false;
  const offSince =
    record.provenAt ??
    (left
      ? (record.lastWriteAt ?? record.unansweredAt ?? record.enableInDoubtAt ?? record.rotatingSince)
      : undefined);
  return offSince !== undefined && now.getTime() - Date.parse(offSince) >= FIRST_LOOK_MS;
};

/** As long as a person's run may last, and the clocks may differ. */
const ROTATION_MS = 90_000;

/**
 * Whether the portal itself re-enabled the client, as the portal's clock shows: by an edit or a slow reader at the moment
 * of our write, or by a change of the secret that was not proven off since. Without both times nobody can know, and a
 * person is assumed; so is one after a look that showed the client off.
 */
export const isPortalRace = (
  { raceUndone, seenOffAt, lastWritePortalTime, rotatingSince }: ClientRecord,
  modifiedAt: Date | undefined,
): boolean => {
  const isSoonAfter = (time: string | undefined, milliseconds: number) =>
    time !== undefined && modifiedAt !== undefined && modifiedAt.getTime() <= Date.parse(time) + milliseconds;
  if (seenOffAt !== undefined) return false;
  return (
    isSoonAfter(rotatingSince, ROTATION_MS) || (!raceUndone && isSoonAfter(lastWritePortalTime, RACE_MS))
  );
};

/** Whether a client that is on was enabled by the kill switch itself: by a restore that ended without proof, or died. */
export const isOwnEnable = ({ state, endedAt, enableInDoubtAt }: ClientRecord): boolean =>
  enableInDoubtAt !== undefined || (state === 'restoring' && endedAt === undefined);

/** Looked at: off, as it should be; also if it had drifted and somebody disabled it. */
export const lookedAt = (seen: ClientRecord, at: Date, reviewAfterMs: number): ClientRecord =>
  revised(seen, seen.clientId, {
    state: 'contained',
    driftedAt: undefined,
    held: undefined,
    provenAt: seen.provenAt ?? at.toISOString(),
    reviewBy: seen.reviewBy ?? new Date(at.getTime() + reviewAfterMs).toISOString(),
    lookedAt: at.toISOString(),
    seenOffAt: at.toISOString(),
    // A write that was sent before this look has been applied by now, or never will be.
    enableInDoubtAt: undefined,
  });

/** Could not be looked at; the next run starts with others. */
export const passedOver = (seen: ClientRecord, at: Date): ClientRecord =>
  revised(seen, seen.clientId, { lookedAt: at.toISOString() });

/** Re-enabled outside the kill switch. */
export const drifted = (seen: ClientRecord, at: Date): ClientRecord =>
  revised(seen, seen.clientId, {
    state: 'drifted',
    driftedAt: at.toISOString(),
    lookedAt: at.toISOString(),
  });

/** The portal does not know it any more, and can be believed. */
export const deleted = (seen: ClientRecord, at: Date): ClientRecord =>
  revised(seen, seen.clientId, {
    state: 'deleted',
    held: undefined,
    closedAt: at.toISOString(),
    lookedAt: at.toISOString(),
    expiresAt: expiryAfter(at),
  });
