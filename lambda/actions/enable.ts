import { isUnanswered } from '../docspace/activation-writer.ts';
import { type Evidence, readPatiently } from '../docspace/proof.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import { proveEnabled } from '../docspace/prove-enabled.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { LedgerError, SupersededError } from '../ledger/ledger-error.ts';
import { notRestored, type RestoreEnd, restored } from '../ledger/restore.ts';
import { isRotated } from '../ledger/rotation.ts';
import type { ChangeRequest, Facts } from '../policy/guard.ts';
import { ENABLE_GUARDS, firstRefusal } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import { resultIdOf } from '../report/keys.ts';
import type { ClientScene } from '../scene.ts';
import { judge } from './judge.ts';

type EnableRequest = Extract<ChangeRequest, { action: 'enable' }>;

type Seen = Pick<Ending, 'name' | 'details' | 'enabledBefore'>;

/** Somebody else decides about the same client again and again: then this is not the moment to enable it. */
const MAX_CONFLICTS = 5;

/**
 * Enables a client and proves it: for a person only, and only while the ledger answers. `restored` is written
 * last, and only if nothing newer was decided meanwhile; else the client is disabled again.
 */
export const enable = async (request: EnableRequest, scene: ClientScene): Promise<Ending> => {
  const { portal, memory, now, settings, warn } = scene;
  // One after the other: what the portal shows must not be older than what the ledger knows.
  await memory.recall();
  let before = await readPatiently(portal, request.clientId, scene);

  for (let conflicts = 0; ; conflicts += 1) {
    const seen = { name: before?.name, details: before?.details, enabledBefore: before?.enabled };
    const facts: Facts = {
      now: now(),
      client: before,
      tenant: portal.owner()?.tenant,
      record: memory.record,
      ledgerAnswers: memory.answers && conflicts < MAX_CONFLICTS,
    };
    const guard = firstRefusal(ENABLE_GUARDS, request, facts, settings.policy);
    if (guard !== undefined) return { ...seen, outcome: 'refused', guard };
    const fingerprint = before?.fingerprint;
    const fate = await memory.claim('enable', { ...seen, fingerprint });
    // Whoever decided meanwhile may have disabled it.
    if (fate === 'conflict') before = await readPatiently(portal, request.clientId, scene);
    if (fate !== 'taken') continue;

    // Nothing is enabled then, so nothing is enabled with the old secret.
    if (seen.enabledBefore === true) return adopt(seen, scene);
    const rotated = isRotated(facts.record, fingerprint);
    if (rotated === 'unknown') warn('secret-rotation-unknown');
    else if (!rotated) warn('secret-not-rotated');
    return restore(request, seen, scene);
  }
};

/** How a restore ended, for the record. */
const endOf = (outcome: Ending['outcome'], { memory, requestKey, now }: ClientScene): RestoreEnd => ({
  runId: memory.identity.runId,
  outcome,
  resultId: resultIdOf(requestKey, outcome),
  at: now(),
});

/** @returns whether the restore stands: false where something newer was decided, or where nobody can know */
const restoreStands = async (outcome: Ending['outcome'], scene: ClientScene): Promise<boolean> =>
  (await scene.memory.revise((record) => restored(record, endOf(outcome, scene)))) === true;

/** @returns whether it could be noted: false where something newer was decided, or where nobody can know */
const restoreFailed = async (
  outcome: Ending['outcome'],
  { writes, enabledAfter }: Evidence,
  scene: ClientScene,
): Promise<boolean> => {
  const isOff = enabledAfter === false;
  // One that was accepted is in doubt only where no disable has been proven after it.
  const isInDoubt = writes.some(
    (write) => write.enabled && (isUnanswered(write) || (!isOff && (write.status ?? 400) < 300)),
  );
  const end = { ...endOf(outcome, scene), isOff, isInDoubt };
  return (await scene.memory.revise((record) => notRestored(record, end), { reread: true })) === true;
};

/** On already, by whatever hand: the person's word makes a restore of it, so that the watch has nothing to report. */
const adopt = async (seen: Seen, scene: ClientScene): Promise<Ending> => {
  const outcome = 'already-enabled';
  return (await restoreStands(outcome, scene))
    ? { ...seen, outcome }
    : { ...seen, outcome: 'failed', error: whyNot(scene) };
};

const restore = async ({ clientId }: EnableRequest, seen: Seen, scene: ClientScene): Promise<Ending> => {
  const { portal, memory, warn } = scene;
  const evidence = await proveEnabled(portal, clientId, scene);
  if (evidence.verdict === 'unprovable' || evidence.basis === 'response-body') warn('state-not-shown');
  const judged = await judge(evidence, 'enabled', scene);
  const isEnabled = judged.outcome === 'enabled';
  const stands = isEnabled
    ? await restoreStands(judged.outcome, scene)
    : await restoreFailed(judged.outcome, evidence, scene);
  // Another restore speaks for it as well: its word is the one that stands.
  if (isEnabled && memory.answers && isRestore(memory.record)) return { ...seen, evidence, ...judged };
  const isUntouched =
    evidence.writes.length === 0 || (evidence.verdict === 'unwritten' && evidence.enabledAfter === false);
  if (stands || (!isEnabled && isUntouched)) return { ...seen, evidence, ...judged };

  const off = await disableAgain(clientId, evidence, scene);
  await restoreFailed('failed', off, scene);
  return { ...seen, outcome: 'failed', evidence: off, error: whyNot(scene) };
};

const isRestore = (record: ClientRecord | undefined): boolean =>
  record?.state === 'restoring' || record?.state === 'restored';

const whyNot = ({ memory }: ClientScene): Error =>
  memory.answers ? new SupersededError() : new LedgerError();

/** What was enabled must not stay on where a newer decision speaks against it, or where nobody can know. */
const disableAgain = async (
  clientId: EnableRequest['clientId'],
  enabled: Evidence,
  scene: ClientScene,
): Promise<Evidence> => {
  const off = await proveDisabled(scene.portal, clientId, { shownOff: false }, scene);
  if (off.verdict !== 'proven') scene.warn('may-still-take-effect');
  return {
    ...enabled,
    verdict: 'unwritten',
    writes: [...enabled.writes, ...off.writes],
    basis: off.basis,
    enabledAfter: off.verdict === 'proven' ? false : null,
    verifiedAt: undefined,
  };
};
