import type { ClientId } from '../contract/client-id.ts';
import { type DisableHooks, isUnanswered } from '../docspace/activation-writer.ts';
import { ContainedMeanwhileError } from '../docspace/errors.ts';
import type { ClientState } from '../docspace/operations.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { isRetryOf } from '../ledger/containment.ts';
import { knownClient } from '../ledger/known-client.ts';
import { isProvenSince } from '../ledger/shared-proof.ts';
import type { Ending } from '../report/ending.ts';
import { resultIdOf } from '../report/keys.ts';
import type { Alert } from '../requests/alert.ts';
import type { ClientScene } from '../scene.ts';
import { outcomeOf } from './outcome-of.ts';
import { confirmSharedProof } from './share-proof.ts';

/** What asks for a disable: an alert, a person, or the drift watch. */
type Order = Alert | { trigger: 'manual' | 'schedule'; clientId: ClientId };

type Written = Ending & Required<Pick<Ending, 'evidence'>>;

/**
 * The one way to disable: claim in the ledger, write and prove, note each accepted write, note the end. Every ordered
 * disable goes through here; only an enable that must be taken back disables without a claim.
 *
 * @param options.insist whether to write without a claim, although somebody else decided before this run could claim
 * @param options.undoesRace whether the client was re-enabled by the portal itself: by an edit, or a slow reader of its
 * cache, at the same moment as our write
 * @param options.isClaimed whether this run has claimed the client already
 * @returns `judge-again` if nothing was written: somebody else decided before this run could claim, or the ledger does
 * not answer the watch
 */
export const contain = async (
  order: Order,
  seen: ClientState | undefined,
  scene: ClientScene,
  { insist = false, undoesRace = false, isClaimed = false } = {},
): Promise<Written | 'judge-again'> => {
  const { memory, requestKey, now } = scene;
  const before = memory.record;
  const claim = {
    name: seen?.name,
    enabledBefore: seen?.enabled,
    fingerprint: seen?.fingerprint,
    tenant: seen?.tenant,
    undoesRace,
  };
  const claimResult = isClaimed ? 'taken' : await memory.claim('disable', claim);
  // If the ledger does not answer, only the watch stops: nobody knows what a person decided meanwhile.
  const mayWriteUnclaimed = order.trigger !== 'schedule' && (insist || claimResult === 'unavailable');
  if (claimResult !== 'taken' && !mayWriteUnclaimed) return 'judge-again';

  const written = await writeAndProve(order, seen, scene);
  const ending = asFirstRun(written, before, scene);
  const { verdict, acceptedAt, verifiedAt, writes } = written.evidence;
  memory.noteEnd({
    outcome: ending.outcome,
    resultId: resultIdOf(requestKey, ending.outcome),
    acceptedAt,
    verifiedAt: verdict === 'proven' ? verifiedAt : undefined,
    writtenAt: writes.findLast(({ status }) => status !== null && status < 300)?.sentAt,
    isUnanswered: acceptedAt === undefined && writes.some(isUnanswered),
    gone: ending.gone === true,
  });
  const wasKnown = ending.outcome === 'already-disabled' && before?.state !== undefined;
  return {
    ...(wasKnown ? { containment: knownClient(before, now()) } : {}),
    ...ending,
    heldAlert: before?.held?.by,
  };
};

const writeAndProve = async (
  order: Order,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Written> => {
  const { memory, portal, receivedAt, warn } = scene;
  const shownOff = seen?.enabled === false;
  const onAccepted: DisableHooks['onAccepted'] = (write) => memory.noteAccepted(write);
  /** While an alert waits for the rate limit, another run may disable the client: its proof is enough for both. */
  const isContainedMeanwhile = async () => {
    if (order.trigger !== 'alert') return false;
    await memory.recall();
    return isProvenSince(memory.record, receivedAt);
  };
  const hooks = { shownOff, onAccepted, isContainedMeanwhile };
  let evidence = await proveDisabled(portal, order.clientId, hooks, scene);
  if (evidence.error instanceof ContainedMeanwhileError) {
    const shared = await confirmSharedProof(seen, scene);
    if (shared !== undefined) return { ...shared, evidence: { ...shared.evidence, writes: evidence.writes } };
    evidence = await proveDisabled(portal, order.clientId, { shownOff, onAccepted }, scene);
  }
  if (evidence.verdict === 'unprovable' || evidence.basis === 'response-body') warn('state-not-shown');
  const proven = shownOff && !evidence.contradicted ? 'already-disabled' : 'disabled';
  return {
    name: seen?.name,
    details: seen?.details,
    enabledBefore: seen?.enabled,
    evidence,
    ...(await outcomeOf(evidence, { proven, wasShown: seen !== undefined }, scene)),
  };
};

/**
 * If the first run of this request wrote but could not report it, its retry does: with the times of the first run, and
 * the state that the first run found.
 */
const asFirstRun = (
  ending: Written,
  before: ClientRecord | undefined,
  { requestKey, warnings }: ClientScene,
): Written => {
  const { evidence, enabledBefore } = ending;
  if (!isRetryOf(before, { requestKey, enabledBefore }) || warnings.has('shared-proof')) return ending;
  const receivedAt = before.receivedAt === undefined ? undefined : new Date(before.receivedAt);
  const wasOff = evidence.verdict === 'proven' && !evidence.contradicted && enabledBefore !== true;
  if (!wasOff) return { ...ending, receivedAt };
  const firstWriteAt = before.firstWriteAt === undefined ? undefined : new Date(before.firstWriteAt);
  const acceptedAt = firstWriteAt ?? evidence.acceptedAt;
  const didIt =
    before.enabledBefore === true || (before.enabledBefore !== false && firstWriteAt !== undefined);
  return {
    ...ending,
    receivedAt,
    evidence: { ...evidence, acceptedAt },
    ...(didIt ? { outcome: 'disabled', enabledBefore: before.enabledBefore ?? undefined } : {}),
  };
};
