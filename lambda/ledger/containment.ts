import type { Outcome } from '../contract/outcome.ts';
import { type Actor, type ClientRecord, expiryAfter, revised } from './client-record.ts';

/** What a run is about to do to a client, and for whom. */
export type Intent = {
  clientId: string;
  requestKey: string;
  runId: string;
  by: Actor;
  /** Every id by which the alert is known. */
  alertIds: readonly string[];
  at: Date;
  receivedAt: Date;
  name: string | undefined;
  enabledBefore: boolean | undefined;
  fingerprint: string | undefined;
  tenant?: number | undefined;
  /** It disables what the portal's own race re-enabled. */
  undoesRace?: boolean;
};

/** Who this run is to the ledger. */
export type Identity = Pick<Intent, 'clientId' | 'requestKey' | 'runId' | 'by' | 'alertIds' | 'receivedAt'>;

/** What a claim says of the client, besides who claims it. */
export type Claim = Pick<Intent, 'name' | 'enabledBefore' | 'fingerprint' | 'tenant' | 'undoesRace'>;

/** A list of ids that would grow without end is cut at the old end. */
const MAX_IDS = 100;

export const withIds = (known: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...known, ...more])].slice(-MAX_IDS);

/** Longest life of a run: what began earlier than this and has not ended will not end by itself. */
const MAX_RUN_MS = 15 * 60_000;

/** Whether the run that took the last decision may be at work right now. */
export const isAtWork = ({ endedAt, intendedAt }: ClientRecord, now: Date): boolean =>
  endedAt === undefined && now.getTime() - Date.parse(intendedAt ?? '') < MAX_RUN_MS;

/** Whether a run that disables this client may be at work right now. */
export const isUnderWay = (record: ClientRecord | undefined, now: Date): boolean =>
  record?.state === 'containing' && isAtWork(record, now);

/** Whether the last decision is an earlier run's of the same request, and nothing was undone since. */
export const isRetryOf = (
  seen: ClientRecord | undefined,
  { requestKey, enabledBefore }: Pick<Intent, 'requestKey' | 'enabledBefore'>,
): seen is ClientRecord =>
  seen?.requestKey === requestKey &&
  (seen.state === 'containing' || (seen.state === 'contained' && enabledBefore !== true));

/** Before the first write of a disable. A retry keeps what its first run saw; a new containment starts blank. */
export const containing = (seen: ClientRecord | undefined, intent: Intent): ClientRecord => {
  const earlier = isRetryOf(seen, intent) ? seen : undefined;
  const isOn = intent.enabledBefore === true;
  // A client that is on, with nobody at work on it, was re-enabled outside the kill switch: its containment is
  // over. The watch has found that out by itself, and continues it.
  const cameBack = isOn && earlier === undefined && !isUnderWay(seen, intent.at);
  const isOver = cameBack && intent.by.type !== 'schedule';
  const goesOn = (seen?.state === 'containing' || seen?.state === 'contained') && !isOver;
  // A secret that was live when others had re-enabled the client is the one that must be changed.
  const sameSecret = goesOn && !(cameBack && intent.undoesRace !== true) ? seen : undefined;
  return revised(seen, intent.clientId, {
    state: 'containing',
    decision: (seen?.decision ?? 0) + 1,
    name: intent.name ?? seen?.name ?? null,
    by: intent.by,
    requestKey: intent.requestKey,
    runId: intent.runId,
    receivedAt: earlier?.receivedAt ?? intent.receivedAt.toISOString(),
    intendedAt: intent.at.toISOString(),
    endedAt: undefined,
    outcome: undefined,
    resultId: undefined,
    enabledBefore: earlier?.enabledBefore ?? intent.enabledBefore ?? null,
    // Taken once, of the secret that was live: one that is changed since must differ from it.
    fingerprint: sameSecret?.fingerprint ?? (sameSecret && !isOn ? undefined : intent.fingerprint),
    rotatingSince: undefined,
    rotation: sameSecret?.rotation,
    alertIds: withIds(goesOn ? seen.alertIds : [], intent.alertIds),
    firstWriteAt: earlier?.firstWriteAt,
    containedSince: goesOn ? seen.containedSince : undefined,
    containedBy: goesOn ? (seen.containedBy ?? intent.by) : intent.by,
    // A write of an earlier containment says nothing of this one.
    lastWriteAt: goesOn ? seen.lastWriteAt : undefined,
    lastWritePortalTime: goesOn ? seen.lastWritePortalTime : undefined,
    provenAt: goesOn ? seen.provenAt : undefined,
    fullProof: goesOn ? seen.fullProof : undefined,
    unansweredAt: undefined,
    enableInDoubtAt: undefined,
    seenOffAt: undefined,
    tenant: intent.tenant ?? seen?.tenant,
    lookedAt: goesOn ? seen.lookedAt : undefined,
    driftedAt: undefined,
    closedAt: undefined,
    raceUndone:
      intent.undoesRace === true || ((goesOn || intent.by.type === 'schedule') && seen?.raceUndone === true),
    // A person who disables what is contained has looked at it: the next look is due anew.
    reviewBy: goesOn && intent.by.type !== 'manual' ? seen.reviewBy : undefined,
    held: undefined,
    restoreAskedAt: undefined,
    expiresAt: undefined,
  });
};

export type AcceptedDisable = { runId: string; sentAt: Date; at: Date; portalAt: Date | undefined };

/** A disabling write was accepted. What another run of the same containment finds out stands as well. */
export const accepted = (
  seen: ClientRecord | undefined,
  { runId, sentAt, at, portalAt }: AcceptedDisable,
): ClientRecord | undefined => {
  if (
    seen === undefined ||
    (seen.runId !== runId && seen.state !== 'containing' && seen.state !== 'contained')
  )
    return undefined;
  return revised(seen, seen.clientId, {
    firstWriteAt: seen.firstWriteAt ?? at.toISOString(),
    containedSince: seen.containedSince ?? at.toISOString(),
    lastWriteAt: sentAt.toISOString(),
    lastWritePortalTime: portalAt?.toISOString(),
  });
};

export type DisableEnd = {
  runId: string;
  outcome: Outcome;
  resultId: string;
  at: Date;
  /** Proof that it is off; absent where there is none. */
  verifiedAt: Date | undefined;
  acceptedAt: Date | undefined;
  /** When the last accepted write of this very run was sent; absent where the proof is another run's. */
  writtenAt: Date | undefined;
  /** No write was answered, so that any of them may still take effect. */
  isUnanswered: boolean;
  requestKey: string;
  reviewAfterMs: number;
  /** The portal does not know the client, and can be believed. */
  gone: boolean;
};

/** The same, as a run knows it. */
export type EndOfRun = Omit<DisableEnd, 'runId' | 'requestKey' | 'at' | 'reviewAfterMs'>;

/** How a disable ended. Without proof the client stays `containing`: nobody may take it for off. */
export const ended = (seen: ClientRecord | undefined, end: DisableEnd): ClientRecord | undefined => {
  if (seen === undefined) return undefined;
  const mine = seen.runId === end.runId;
  // A later decision stands; a proof of the same containment is welcome from whichever run.
  if (!mine && seen.state !== 'containing' && seen.state !== 'contained') return undefined;
  if (!mine && end.verifiedAt === undefined) return undefined;
  const proven = end.verifiedAt !== undefined;
  // The run that decided last is at work still: its next write must not surprise a restore.
  const othersTurn = !mine && isUnderWay(seen, end.at);
  const firstWriteAt = seen.firstWriteAt ?? end.acceptedAt?.toISOString();
  return revised(seen, seen.clientId, {
    state: end.gone ? 'deleted' : proven && !othersTurn ? 'contained' : seen.state,
    ...(mine ? { endedAt: end.at.toISOString(), outcome: end.outcome, resultId: end.resultId } : {}),
    firstWriteAt,
    containedSince: seen.containedSince ?? firstWriteAt,
    ...(end.verifiedAt === undefined
      ? {}
      : {
          held: undefined,
          provenAt: end.verifiedAt.toISOString(),
          provenRequests: withIds(seen.provenRequests, [end.requestKey]),
          ...(end.writtenAt === undefined
            ? {}
            : {
                fullProof: { writtenAt: end.writtenAt.toISOString(), provenAt: end.verifiedAt.toISOString() },
              }),
          lookedAt: end.verifiedAt.toISOString(),
          reviewBy: seen.reviewBy ?? new Date(end.verifiedAt.getTime() + end.reviewAfterMs).toISOString(),
        }),
    ...(mine && end.isUnanswered ? { unansweredAt: end.at.toISOString() } : {}),
    ...(end.gone ? { expiresAt: expiryAfter(end.at) } : {}),
  });
};

/** What a run could not write down in time. */
export type Unwritten = { intent: Intent | undefined; lastAccepted: AcceptedDisable | undefined };

/** The record with a claim that could not be written in time, and with the writes that followed it. */
export const withUnwritten = (
  seen: ClientRecord | undefined,
  { intent, lastAccepted }: Unwritten,
  { acceptedAt, verifiedAt }: Pick<DisableEnd, 'acceptedAt' | 'verifiedAt'>,
): ClientRecord | undefined => {
  const doneAt = (verifiedAt ?? acceptedAt)?.toISOString() ?? '';
  // A restore stands that came after all that this run has done.
  const isOverruled = seen?.state === 'restored' && (seen.endedAt ?? '') >= doneAt;
  if (intent === undefined || isOverruled) return seen;
  const claimed = containing(seen, intent);
  if (lastAccepted === undefined) return claimed;
  return accepted({ ...claimed, firstWriteAt: acceptedAt?.toISOString() }, lastAccepted) ?? claimed;
};
