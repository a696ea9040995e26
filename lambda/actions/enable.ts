import { isUnanswered } from '../docspace/activation-writer.ts';
import type { Evidence } from '../docspace/proof.ts';
import { proveDisabled } from '../docspace/prove-disabled.ts';
import { proveEnabled } from '../docspace/prove-enabled.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { LedgerError, SupersededError } from '../ledger/ledger-error.ts';
import { notRestored, type RestoreEnd, restored } from '../ledger/restore.ts';
import { isRotated } from '../ledger/rotation.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import { ENABLE_GUARDS } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import { resultIdOf } from '../report/keys.ts';
import type { ClientScene } from '../scene.ts';
import { claimByPerson, type Seen } from './claim-by-person.ts';
import { outcomeOf } from './outcome-of.ts';

type EnableRequest = Extract<ChangeRequest, { action: 'enable' }>;

/**
 * Enables a client and proves it: for a person only, and only while the ledger answers. `restored` is written
 * last, and only if nothing newer was decided meanwhile; else the enable is taken back.
 */
export const enable = async (request: EnableRequest, scene: ClientScene): Promise<Ending> => {
  const claimed = await claimByPerson('enable', ENABLE_GUARDS, request, scene);
  if (claimed.refused !== undefined) return claimed.refused;
  const { before, seen, record } = claimed;
  // It is on already: this run does not enable it, so it warns of no old secret.
  if (before?.enabled === true) return adopt(seen, scene);
  const rotated = isRotated(record, before?.fingerprint);
  if (rotated === 'unknown') scene.warn('secret-rotation-unknown');
  else if (!rotated) scene.warn('secret-not-rotated');
  return restore(request, seen, scene);
};

/** How a restore ended, for the record. */
const endOf = (outcome: Ending['outcome'], { memory, requestKey, now }: ClientScene): RestoreEnd => ({
  runId: memory.identity.runId,
  outcome,
  resultId: resultIdOf(requestKey, outcome),
  at: now(),
});

/** @returns whether `restored` was written: false if something newer was decided, or if the ledger does not answer */
const noteRestored = async (outcome: Ending['outcome'], scene: ClientScene): Promise<boolean> =>
  (await scene.memory.revise((record) => restored(record, endOf(outcome, scene)))) === true;

/** @returns whether it was written: false if something newer was decided, or if the ledger does not answer */
const noteNotRestored = async (
  outcome: Ending['outcome'],
  { writes, enabledAfter }: Evidence,
  scene: ClientScene,
): Promise<boolean> => {
  const isOff = enabledAfter === false;
  // An accepted enabling write is in doubt only if no disable has been proven after it.
  const isInDoubt = writes.some(
    (write) => write.enabled && (isUnanswered(write) || (!isOff && (write.status ?? 400) < 300)),
  );
  const end = { ...endOf(outcome, scene), isOff, isInDoubt };
  return (await scene.memory.revise((record) => notRestored(record, end), { reread: true })) === true;
};

/** The client is on already: the person's request is noted as a restore, so that the watch does not report it. */
const adopt = async (seen: Seen, scene: ClientScene): Promise<Ending> => {
  const outcome = 'already-enabled';
  return (await noteRestored(outcome, scene))
    ? { ...seen, outcome }
    : { ...seen, outcome: 'failed', error: whyNot(scene) };
};

const restore = async ({ clientId }: EnableRequest, seen: Seen, scene: ClientScene): Promise<Ending> => {
  const { portal, memory, warn } = scene;
  const evidence = await proveEnabled(portal, clientId, scene);
  if (evidence.verdict === 'unprovable' || evidence.basis === 'response-body') warn('state-not-shown');
  const judged = await outcomeOf(
    evidence,
    { proven: 'enabled', wasShown: seen.enabledBefore !== undefined },
    scene,
  );
  const isEnabled = judged.outcome === 'enabled';
  const isNoted = isEnabled
    ? await noteRestored(judged.outcome, scene)
    : await noteNotRestored(judged.outcome, evidence, scene);
  // Another person's restore runs, or ended, at the same time: the client may be on, and that restore notes it.
  if (isEnabled && memory.ledgerAnswers && isRestore(memory.record)) return { ...seen, evidence, ...judged };
  const isUntouched =
    evidence.writes.length === 0 || (evidence.verdict === 'unwritten' && evidence.enabledAfter === false);
  if (isNoted || (!isEnabled && isUntouched)) return { ...seen, evidence, ...judged };

  const off = await takeBackEnable(clientId, evidence, scene);
  await noteNotRestored('failed', off, scene);
  return { ...seen, outcome: 'failed', evidence: off, error: whyNot(scene) };
};

const isRestore = (record: ClientRecord | undefined): boolean =>
  record?.state === 'restoring' || record?.state === 'restored';

const whyNot = ({ memory }: ClientScene): Error =>
  memory.ledgerAnswers ? new SupersededError() : new LedgerError();

/** Disables the client again: something newer was decided, or nobody can know, since the ledger does not answer. */
const takeBackEnable = async (
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
