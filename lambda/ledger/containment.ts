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
  /** It disables a client that the portal itself re-enabled, by an edit or a slow reader at the moment of our write. */
  undoesRace?: boolean;
};

/** How the ledger identifies this run. */
export type Identity = Pick<Intent, 'clientId' | 'requestKey' | 'runId' | 'by' | 'alertIds' | 'receivedAt'>;

/** What a claim has about the client, besides which run claims it. */
export type Claim = Pick<Intent, 'name' | 'enabledBefore' | 'fingerprint' | 'tenant' | 'undoesRace'>;

/** Lists of ids stay far below what one item of the table may hold; the ids that came last the longest ago are dropped. */
const MAX_IDS = 500;

export const withIds = (known: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...more.toReversed(), ...known.toReversed()])].slice(0, MAX_IDS).toReversed();

/** Longest life of a run: a run that began earlier than this and has not ended never will. */
const MAX_RUN_MS = 15 * 60_000;

/** Whether the run that took the last decision may be at work right now. */
export const isAnyRunAtWork = ({ endedAt, intendedAt }: ClientRecord, now: Date): boolean =>
  endedAt === undefined && now.getTime() - Date.parse(intendedAt ?? '') < MAX_RUN_MS;

/** Whether a run that disables this client may be at work right now. */
export const isDisableAtWork = (record: ClientRecord | undefined, now: Date): boolean =>
  record?.state === 'containing' && isAnyRunAtWork(record, now);

/** Whether the last decision is an earlier run's of the same request, and nothing was undone since. */
export const isRetryOf = (
  seen: ClientRecord | undefined,
  { requestKey, enabledBefore }: Pick<Intent, 'requestKey' | 'enabledBefore'>,
): seen is ClientRecord =>
  seen?.requestKey === requestKey &&
  (seen.state === 'containing' || (seen.state === 'contained' && enabledBefore !== true));

/** Before the first write of a disable. A retry keeps what its first run saw; a new containment starts empty. */
export const containing = (seen: ClientRecord | undefined, intent: Intent): ClientRecord => {
  const earlier = isRetryOf(seen, intent) ? seen : undefined;
  const isOn = intent.enabledBefore === true;
  // A client that is on, with nobody at work on it, was re-enabled outside the kill switch: its containment is
  // over. The watch has found that out by itself, and continues it.
  const cameBack = isOn && earlier === undefined && !isDisableAtWork(seen, intent.at);
  const isOpen = seen?.state === 'containing' || seen?.state === 'contained';
  const goesOn = isOpen && !(cameBack && intent.by.type !== 'schedule');
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
    // With the alert that held it: whoever restores the client has judged that, too.
    alertIds: withIds(goesOn || seen?.held !== undefined ? seen.alertIds : [], intent.alertIds),
    firstWriteAt: earlier?.firstWriteAt,
    containedSince: goesOn ? seen.containedSince : undefined,
    containedBy: goesOn ? (seen.containedBy ?? intent.by) : intent.by,
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
    // A person who disables a contained client has looked at it: the time to the next review starts again.
    reviewBy: goesOn && intent.by.type !== 'manual' ? seen.reviewBy : undefined,
    held: undefined,
    restoreAskedAt: undefined,
    expiresAt: undefined,
  });
};

export type AcceptedDisable = { runId: string; sentAt: Date; at: Date; portalAt: Date | undefined };

/** A disabling write was accepted. It is noted also if another run of the same containment decided last. */
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
  /** Proof that it is off; absent if there is none. */
  verifiedAt: Date | undefined;
  acceptedAt: Date | undefined;
  /** When the last accepted write of this run itself was sent; absent if the proof is another run's. */
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

/** How a disable ended. Without proof the client stays `containing`: it must not look as if it were off. */
export const ended = (seen: ClientRecord | undefined, end: DisableEnd): ClientRecord | undefined => {
  if (seen === undefined) return undefined;
  const mine = seen.runId === end.runId;
  // A later decision is kept; a proof of the same containment counts from any run.
  if (!mine && seen.state !== 'containing' && seen.state !== 'contained') return undefined;
  if (!mine && end.verifiedAt === undefined) return undefined;
  const proven = end.verifiedAt !== undefined;
  // The run that decided last is still at work, and may write again: no restore may begin before it ends.
  const othersTurn = !mine && isDisableAtWork(seen, end.at);
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
    ...(end.gone ? { held: undefined, expiresAt: expiryAfter(end.at) } : {}),
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
  // A restore that came after all that this run has done is kept.
  const isOverruled = seen?.state === 'restored' && (seen.endedAt ?? '') >= doneAt;
  if (intent === undefined || isOverruled) return seen;
  const claimed = containing(seen, intent);
  if (lastAccepted === undefined) return claimed;
  return accepted({ ...claimed, firstWriteAt: acceptedAt?.toISOString() }, lastAccepted) ?? claimed;
};
