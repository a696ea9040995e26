import type { ClientId } from '../contract/client-id.ts';
import { createActivationWriter, type DisableHooks, isUnanswered } from './activation-writer.ts';
import type { Dialect } from './dialect.ts';
import { NotAPortalError } from './errors.ts';
import { type Evidence, noEvidence, readBack, settleSince } from './proof.ts';
import type { Run } from './run.ts';

/** Write, settle, write again, settle, read back: once more if the read-back shows the client on, and no more. */
const MAX_ROUNDS = 2;

/** Where no write was accepted in a round, the portal gets this long before the next. */
const PAUSE_MS = 2_000;

/** Fewer calls left than this in the rate limit's bucket are kept for other clients' first writes. */
const TOKENS_KEPT = 10;

/**
 * Disables a client and proves it.
 *
 * A single accepted write is not enough. Measured on release v3.7.2: an edit at the same moment writes the old
 * state back, and a reader that started before the write can leave the old state in the portal's cache for
 * five minutes. Of the sequences tried there, only write – settle – write – read never claimed an enabled client
 * off. The settle before the read is ours: among all orders of write, edit and reader there is one in which a
 * slow reader fills the cache only after a read-back that comes at once.
 *
 * `shownOff`: the first read showed the client off. One confirming write is enough then, since it only has to
 * outdo a cache that may hide an enabled row; if the read-back disagrees, the full round follows.
 *
 * Never throws for what the portal does; `evidence.error` says why it is not proven.
 */
export const proveDisabled = async (
  dialect: Dialect,
  clientId: ClientId,
  { shownOff, ...hooks }: { shownOff: boolean } & DisableHooks,
  run: Run,
): Promise<Evidence> => {
  const writer = createActivationWriter(dialect, clientId, run, hooks);
  const evidence = noEvidence(writer.sent);

  /** First accepted disable that no later read-back contradicted: only such a one can stand behind a proof. */
  let standing = false;

  const writeRound = async (writesWanted: 1 | 2) => {
    let accepted = 0;
    let rateLimited = false;
    let stated: boolean | undefined;
    let lastAt = run.now();
    for (let sent = 1; sent <= writesWanted && !rateLimited; sent += 1) {
      const fate = await writer.send(false, { patient: accepted === 0 });
      lastAt = fate.at;
      if (fate.kind === 'accepted') {
        accepted += 1;
        stated = fate.write.statedEnabled;
        rateLimited = fate.write.tokensLeft !== undefined && fate.write.tokensLeft < TOKENS_KEPT;
        // An answer in a guessed dialect proves nothing, whatever the portal shows once it has returned.
        standing ||= dialect.spoken() !== 'guessed';
        evidence.acceptedAt ??= fate.at;
        if (evidence.verdict === 'unwritten') evidence.verdict = 'unproven';
      }
      if (fate.kind === 'unknown' || fate.kind === 'unsent') evidence.error = fate.error;
      if (fate.kind === 'rate-limited') rateLimited = true;
      if (sent < writesWanted && !rateLimited) await settleSince(fate.at, run);
    }
    return { accepted, doubled: accepted === writesWanted, rateLimited, stated, lastAt };
  };

  /** @returns whether nothing is left to do */
  const proveRound = async (writesWanted: 1 | 2): Promise<boolean> => {
    const { accepted, doubled, rateLimited, stated, lastAt } = await writeRound(writesWanted);
    if (!standing && accepted > 0) throw new NotAPortalError('change activation');
    if (!standing) return false;
    await settleSince(lastAt, run);
    const state = await readBack(dialect, clientId, run);
    const enabled = state === undefined ? stated : state.enabled;
    // Nothing new was accepted and nothing new is shown: what an earlier round found stands.
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
      standing = false;
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
      if (!standing && round < MAX_ROUNDS && !evidence.contradicted)
        await run.deadline.wait(PAUSE_MS, 'pause', evidence.error);
    }
    if (evidence.verdict === 'proven') run.warn('single-write');
  } catch (error) {
    evidence.error = error;
    evidence.verifiedAt = undefined;
    if (evidence.verdict === 'proven') evidence.verdict = 'unproven';
  }
  // Nothing was accepted, yet a frozen service applies what it took in when it is back.
  if (evidence.verdict === 'unwritten' && writer.sent.some(isUnanswered)) run.warn('may-still-take-effect');
  return evidence;
};
