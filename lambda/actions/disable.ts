import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import type { ChangeRequest, Facts } from '../policy/guard.ts';
import { DISABLE_GUARDS, firstRefusal } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { contain } from './contain.ts';
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
  const { memory } = scene;
  const recalled = memory.recall();
  let seen: ClientState | undefined;
  try {
    seen = await lookUp(request, scene);
  } finally {
    await recalled;
  }
  for (let conflicts = 0; ; conflicts += 1) {
    // The record was read beside the portal, or after it: a restore may lie between.
    const restored = ['restoring', 'restored'].includes(memory.record?.state ?? '');
    if (restored && seen?.enabled === false) seen = await lookUp(request, scene);
    const step: Step =
      reportedBefore(request, seen, scene) ??
      refused(request, seen, scene) ??
      dryRun(request, seen, scene) ??
      (await sharedProof(request, seen, scene)) ??
      (await holdByBreaker(request, seen, scene)) ??
      (await contain(request, seen, scene, { insist: conflicts >= MAX_CONFLICTS }));
    if (step !== 'judge-again' && step !== undefined) return step;
  }
};

const isDryRun = (request: DisableRequest, { settings }: ClientScene): boolean =>
  request.dryRun || (request.trigger === 'alert' && settings.mode === 'dry-run');

const lookUp = (request: DisableRequest, scene: ClientScene): Promise<ClientState | undefined> =>
  isDryRun(request, scene)
    ? readPatiently(scene.portal, request.clientId, scene)
    : lookUpBeforeDisable(request, scene);

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
const reportedBefore = (
  request: DisableRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Ending | undefined => {
  const { standing, record } = scene.memory;
  const isContained = record?.state === 'contained' && record.held === undefined;
  return standing !== undefined && isContained && seen?.enabled === false && !isDryRun(request, scene)
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

const dryRun = (
  request: DisableRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Ending | undefined => {
  if (!isDryRun(request, scene)) return undefined;
  if (seen === undefined) scene.warn('state-not-shown');
  return { ...seenIn(seen), outcome: 'dry-run' };
};
