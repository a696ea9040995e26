import { mayBeApplied } from '../docspace/activation-writer.ts';
import { type ClientState, REGENERATE } from '../docspace/operations.ts';
import { deadlineAt, patiently } from '../docspace/patience.ts';
import type { Evidence } from '../docspace/proof.ts';
import { onlyAfterRateLimit } from '../docspace/retry.ts';
import { SecretUnchangedError } from '../docspace/secret-unchanged-error.ts';
import { rotationEnded } from '../ledger/rotation.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import { ROTATE_GUARDS } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import { resultIdOf } from '../report/keys.ts';
import type { ClientScene } from '../scene.ts';
import { claimByPerson } from './claim-by-person.ts';
import { contain } from './contain.ts';
import { enable } from './enable.ts';
import { outcomeWithoutWrite } from './outcome-of.ts';

type RotateRequest = Extract<ChangeRequest, { action: 'rotate' | 'enable' }>;

/** Kept for the disable that must follow: the portal may have re-enabled the client. */
const KEPT_MS = 20_000;

/**
 * Gives a client that is off a new secret, and proves both: for a person only, and only while the ledger answers. An
 * enable with `rotateSecret` goes on from there; how the change of the secret ended is reported in any case.
 */
export const rotate = async (request: RotateRequest, scene: ClientScene): Promise<Ending> => {
  const rotated = await changeSecret(request, scene);
  if (request.action === 'rotate' || rotated.outcome !== 'rotated') return rotated;
  const enabled: Ending = await enable(request, scene).catch((error: unknown) =>
    outcomeWithoutWrite(error, scene),
  );
  const writes = [...(rotated.evidence?.writes ?? []), ...(enabled.evidence?.writes ?? [])];
  // Where nothing was written to enable it, the read before that is the last word.
  const last = enabled.evidence ?? (rotated.evidence && shownBy(enabled, rotated.evidence));
  const { enabledBefore } = rotated;
  return { ...rotated, ...enabled, enabledBefore, ...(last && { evidence: { ...last, writes } }) };
};

const shownBy = ({ enabledBefore }: Ending, evidence: Evidence): Evidence => ({
  ...evidence,
  enabledAfter: enabledBefore ?? evidence.enabledAfter,
});

const changeSecret = async (request: RotateRequest, scene: ClientScene): Promise<Ending> => {
  const claimed = await claimByPerson('rotate', ROTATE_GUARDS, request, scene);
  if (claimed.refused !== undefined) return claimed.refused;
  return { ...claimed.seen, ...(await regenerateAndDisable(claimed.before, scene)) };
};

/** The portal writes back the state that it read before the change, so the whole way off follows, whatever it answered. */
const regenerateAndDisable = async (before: ClientState | undefined, scene: ClientScene): Promise<Ending> => {
  const { memory, requestKey, now, warn } = scene;
  const { clientId, runId } = memory.identity;
  const error = await regenerate(scene);
  // It was shown, and may be on now: one confirming write would not be enough.
  const seen = before && { ...before, enabled: true };
  const off = await contain({ trigger: 'manual', clientId }, seen, scene, { isClaimed: true });
  if (off === 'judge-again') throw new Error('the client was claimed, so it cannot be judged again');

  const { verdict, verifiedAt, fingerprintAfter } = off.evidence;
  const isOff = verdict === 'proven';
  const rotation =
    fingerprintAfter === undefined || fingerprintAfter === before?.fingerprint
      ? undefined
      : { rotatedAt: verifiedAt ?? now(), fingerprint: fingerprintAfter };
  if (rotation === undefined && mayBeApplied(error, REGENERATE)) warn('may-still-take-effect');
  const unchanged = rotation === undefined ? new SecretUnchangedError() : undefined;
  const outcome = !isOff ? off.outcome : rotation === undefined ? 'failed' : 'rotated';
  const end = { runId, outcome, resultId: resultIdOf(requestKey, outcome), isOff, rotation };
  memory.note((record) => rotationEnded(record, end));
  await memory.revise();
  return {
    outcome,
    evidence: off.evidence,
    gone: off.gone === true,
    rotation: { isDone: outcome === 'rotated', rotatedAt: rotation?.rotatedAt },
    ...(outcome === 'rotated' ? {} : { error: off.error ?? error ?? unchanged }),
  };
};

/** @returns why nobody can say that the secret was changed; nothing where the portal accepted it */
const regenerate = async (scene: ClientScene): Promise<unknown> => {
  const { portal, memory, now } = scene;
  const deadline = deadlineAt(now().getTime() + scene.deadline.remaining() - KEPT_MS, scene);
  try {
    await patiently(
      REGENERATE,
      () => portal.regenerateSecret(memory.identity.clientId, deadline),
      onlyAfterRateLimit,
      { ...scene, deadline },
    );
    return undefined;
  } catch (error) {
    return error;
  }
};
