import type { ClientId } from '../contract/client-id.ts';
import { createActivationWriter, type DisableHooks, isUnanswered } from './activation-writer.ts';
import type { Dialect } from './dialect.ts';
import { NotAPortalError } from './errors.ts';
import { type Evidence, noEvidence, readBack } from './proof.ts';
import type { Run } from './run.ts';
import { ROUND_PAUSE_MS, settleSince } from './settle.ts';

/** Write, settle, write again, settle, read back: once more if the read-back shows the client on, and no more. */
const MAX_ROUNDS = 2;

/** Fewer calls left than this in the rate limit's bucket are kept for other clients' first writes. */
const TOKENS_KEPT = 10;

/**
 * Disables a client and proves it.
 *
 * A single accepted write is not enough. Measured on release v3.7.2: an edit at the same moment writes the old
 * state back, and a reader that started before the write can leave the old state in the portal's cache for
 * five minutes. Of the sequences tried there, only write – settle – write – read never reported an enabled client as
 * off. We settle before the read, too: among all orders of write, edit and reader there is one in which a slow reader
 * fills the cache only after a read-back that follows at once.
 *
 * `shownOff`: the first read showed the client off. One confirming write is enough then: it only has to correct the
 * database, if the read came from a cache that hides an enabled client. If the read-back shows it on, the full round
 * follows.
 *
 * No error of the portal makes it throw; `evidence.error` says why it is not proven.
 */
export const proveDisabled = async (
  dialect: Dialect,
  clientId: ClientId,
  { shownOff, ...hooks }: { shownOff: boolean } & DisableHooks,
  run: Run,
): Promise<Evidence> => {
  const writer = createActivationWriter(dialect, clientId, run, hooks);
  const evidence = noEvidence(writer.sent);

  /** Whether a disable was accepted that no later read-back contradicted: only such a write can be proven. */
  let uncontradicted = false;

  const writeRound = async (writesWanted: 1 | 2) => {
    let accepted = 0;
    let rateLimited = false;
    let stated: boolean | undefined;
    let lastAt = run.now();
    for (let sent = 1; sent <= writesWanted && !rateLimited; sent += 1) {
      const result = await writer.send(false, { patient: accepted === 0 });
      lastAt = result.at;
      if (result.kind === 'accepted') {
        accepted += 1;
        stated = result.write.statedEnabled;
        rateLimited = result.write.tokensLeft !== undefined && result.write.tokensLeft < TOKENS_KEPT;
        // An answer in a guessed dialect proves nothing, even if the portal shows the client off later.
        uncontradicted ||= dialect.spoken() !== 'guessed';
        evidence.acceptedAt ??= result.at;
        if (evidence.verdict === 'unwritten') evidence.verdict = 'unproven';
      }
      if (result.kind === 'unknown' || result.kind === 'unsent') evidence.error = result.error;
      if (result.kind === 'rate-limited') rateLimited = true;
      if (sent < writesWanted && !rateLimited) await settleSince(result.at, run);
    }
    return { accepted, doubled: accepted === writesWanted, rateLimited, stated, lastAt };
  };

  /** @returns whether the proof is complete */
  const proveRound = async (writesWanted: 1 | 2): Promise<boolean> => {
    const { accepted, doubled, rateLimited, stated, lastAt } = await writeRound(writesWanted);
    if (!uncontradicted && accepted > 0) throw new NotAPortalError('change activation');
    if (!uncontradicted) return false;
    await settleSince(lastAt, run);
    const state = await readBack(dialect, clientId, run);
    const enabled = state === undefined ? stated : state.enabled;
    // This round had no accepted write and no state to see: what an earlier round found is still true.
    if (enabled === undefined && accepted === 0) return false;
    evidence.error = undefined;
    evidence.enabledAfter = enabled ?? null;
    evidence.fingerprintAfter = state?.fingerprint;
    if (enabled === undefined) {
      evidence.verdict = 'unprovable';
      evidence.basis = 'none';
      return true;
    }
    evidence.basis = state === undefined ? 'response-body' : 'read-back';
    evidence.verdict = enabled ? 'unproven' : 'proven';
    if (enabled) {
      uncontradicted = false;
      evidence.contradicted = true;
      run.warn('enabled-meanwhile');
      return false;
    }
    evidence.verifiedAt = run.now();
    if (!doubled && rateLimited) run.warn('single-write');
    return doubled || rateLimited;
  };

  try {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      if (await proveRound(round === 1 && shownOff ? 1 : 2)) return evidence;
      if (!uncontradicted && round < MAX_ROUNDS && !evidence.contradicted)
        await run.deadline.wait(ROUND_PAUSE_MS, 'pause', evidence.error);
    }
    if (evidence.verdict === 'proven') run.warn('single-write');
  } catch (error) {
    evidence.error = error;
    evidence.verifiedAt = undefined;
    if (evidence.verdict === 'proven') evidence.verdict = 'unproven';
  }
  // No write was accepted, but a service that hangs may apply what it received when it answers again.
  if (evidence.verdict === 'unwritten' && writer.sent.some(isUnanswered)) run.warn('may-still-take-effect');
  return evidence;
};
