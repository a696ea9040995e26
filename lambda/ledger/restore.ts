import type { Outcome } from '../contract/outcome.ts';
import { type ClientRecord, expiryAfter, revised } from './client-record.ts';
import { type Intent, withIds } from './containment.ts';

/** Before the first write of an enable. What is known of the containment is kept, in case it fails. */
export const restoring = (seen: ClientRecord | undefined, intent: Intent): ClientRecord =>
  revised(seen, intent.clientId, {
    state: 'restoring',
    decision: (seen?.decision ?? 0) + 1,
    name: intent.name ?? seen?.name ?? null,
    by: intent.by,
    requestKey: intent.requestKey,
    runId: intent.runId,
    receivedAt: intent.receivedAt.toISOString(),
    intendedAt: intent.at.toISOString(),
    endedAt: undefined,
    outcome: undefined,
    resultId: undefined,
    restoreAskedAt: intent.receivedAt.toISOString(),
    // The proof of the containment is no longer valid for any alert.
    fullProof: undefined,
    held: undefined,
    expiresAt: undefined,
  });

export type RestoreEnd = { runId: string; outcome: Outcome; resultId: string; at: Date };

/** @returns `undefined` if something newer was decided meanwhile: then a disable goes before this restore */
export const restored = (
  seen: ClientRecord | undefined,
  { runId, outcome, resultId, at }: RestoreEnd,
): ClientRecord | undefined =>
  seen?.runId === runId && seen.state === 'restoring'
    ? revised(seen, seen.clientId, {
        state: 'restored',
        judgedIds: withIds(seen.judgedIds ?? [], seen.alertIds),
        endedAt: at.toISOString(),
        outcome,
        resultId,
        expiresAt: expiryAfter(at),
      })
    : undefined;

/**
 * An enable that is not proven, or that was taken back. If the client is off, it is contained again, and watched; else it
 * stays `restoring`, for a person to look at. Also after `restored`: the answer to that write may have been lost.
 * `isInDoubt`: a write of it may have taken effect, or may do so later.
 *
 * @returns `undefined` if something newer was decided meanwhile
 */
export const notRestored = (
  seen: ClientRecord | undefined,
  { runId, outcome, resultId, at, isOff, isInDoubt }: RestoreEnd & { isOff: boolean; isInDoubt: boolean },
): ClientRecord | undefined =>
  seen?.runId === runId && (seen.state === 'restoring' || seen.state === 'restored')
    ? revised(seen, seen.clientId, {
        ...(isOff
          ? { state: 'contained' as const, provenAt: at.toISOString(), lookedAt: at.toISOString() }
          : { state: 'restoring' as const }),
        ...(isInDoubt ? { enableInDoubtAt: at.toISOString() } : {}),
        endedAt: at.toISOString(),
        outcome,
        resultId,
        restoreAskedAt: undefined,
        expiresAt: undefined,
      })
    : undefined;
