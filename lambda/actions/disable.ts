import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import { isRetryOf } from '../ledger/containment.ts';
import type { ChangeRequest, Facts } from '../policy/guard.ts';
import { DISABLE_GUARDS, firstRefusal, HOLD_GUARDS } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { contain } from './contain.ts';
import { hold } from './hold.ts';
import { holdByBreaker } from './hold-by-breaker.ts';
import { lookUpBeforeDisable } from './look-up.ts';
import { sharedProof } from './shared-proof.ts';

type DisableRequest = Extract<ChangeRequest, { action: 'disable' }>;

/** What a step of the story says: how it ends, that somebody decided meanwhile, or nothing: go on. */
type Step = Ending | 'judge-again' | undefined;

/** Somebody else decided at the same moment, again and again: then the write goes out without a claim. */
const MAX_CONFLICTS = 5;

/**
 * Disables a client and proves it. The ledger is read beside the first read and written before the first write; when
 * it does not answer, the write goes out all the same.
 */
export const disable = async (request: DisableRequest, scene: ClientScene): Promise<Ending> => {
  const { memory, settings } = scene;
  const isDryRun = request.dryRun || (request.trigger === 'alert' && settings.mode === 'dry-run');
  const lookUp = () =>
    isDryRun ? readPatiently(scene.portal, request.clientId, scene) : lookUpBeforeDisable(request, scene);
  const recalled = memory.recall();
  let seen: ClientState | undefined;
  try {
    seen = await lookUp();
  } finally {
    await recalled;
  }
  for (let conflicts = 0; ; conflicts += 1) {
    // The record was read beside the portal, or after it: a restore may lie between.
    const restored = ['restoring', 'restored'].includes(memory.record?.state ?? '');
    if (restored && seen?.enabled === false) seen = await lookUp();
    const step: Step =
      (isDryRun ? undefined : reportedBefore(seen, scene)) ??
      refused(request, seen, scene) ??
      (isDryRun ? dryRun(seen, scene) : undefined) ??
      (await sharedProof(request, seen, scene)) ??
      (await holdForPerson(request, seen, scene)) ??
      (await holdByBreaker(request, seen, scene)) ??
      (await contain(request, seen, scene, { insist: conflicts >= MAX_CONFLICTS }));
    if (step !== 'judge-again' && step !== undefined) return step;
  }
};

/** What the first read showed. */
const seenIn = (seen: ClientState | undefined) => ({
  name: seen?.name,
  details: seen?.details,
  enabledBefore: seen?.enabled,
});

/**
 * An earlier run of this very alert has ended it: the same result, once more. The portal's read may be a stale cache,
 * so the ledger must say, too, that the containment stands: drifted, held or restored since means on, or decided anew.
 */
const reportedBefore = (seen: ClientState | undefined, { memory }: ClientScene): Ending | undefined => {
  const { standing, record } = memory;
  const isContained = record?.state === 'contained' && record.held === undefined;
  return standing !== undefined && isContained && seen?.enabled === false
    ? { ...seenIn(seen), outcome: standing.outcome, standing }
    : undefined;
};

const refused = (
  request: DisableRequest,
  seen: ClientState | undefined,
  { memory, portal, now, settings, requestKey }: ClientScene,
): Ending | undefined => {
  const facts: Facts = {
    now: now(),
    client: seen,
    tenant: portal.owner()?.tenant,
    record: memory.record,
    requestKey,
    ledgerAnswers: memory.answers,
  };
  const guard = firstRefusal(DISABLE_GUARDS, request, facts, settings.policy);
  return guard === undefined ? undefined : { ...seenIn(seen), outcome: 'refused', guard };
};

const dryRun = (seen: ClientState | undefined, scene: ClientScene): Ending => {
  if (seen === undefined) scene.warn('state-not-shown');
  return { ...seenIn(seen), outcome: 'dry-run' };
};

/**
 * An alert that a person must decide about is held, and takes no slot. It ends what its own earlier run began; and what
 * the ledger has as off, and the portal does not show on, gets its confirming write: that it be off is decided.
 */
const holdForPerson = async (
  request: DisableRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Step> => {
  const { memory, now, settings, requestKey } = scene;
  const { record } = memory;
  const isOff = seen?.enabled !== true && (record?.state === 'contained' || record?.state === 'containing');
  if (isOff || isRetryOf(record, { requestKey, enabledBefore: seen?.enabled })) return undefined;
  const facts = { now: now(), client: seen };
  const guard = firstRefusal(HOLD_GUARDS, request, facts, settings.policy, { holds: true });
  return guard === undefined ? undefined : hold(guard, seen, scene);
};
