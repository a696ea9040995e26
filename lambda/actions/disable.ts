import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import { isRetryOf } from '../ledger/containment.ts';
import { type ChangeRequest, type Facts, firstRefusal } from '../policy/guard.ts';
import { DISABLE_GUARDS, HOLD_GUARDS } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { contain } from './contain.ts';
import { hold } from './hold.ts';
import { holdByBreaker } from './hold-by-breaker.ts';
import { lookUpBeforeDisable } from './look-up.ts';
import { sharedProof } from './share-proof.ts';

type DisableRequest = Extract<ChangeRequest, { action: 'disable' }>;

/**
 * How the story goes on after its steps. A step that returns `undefined` leaves it to the next one. `judge-again`:
 * somebody decided meanwhile, `memory.record` now holds their decision, and the steps begin again.
 */
type Step = Ending | 'judge-again';

/** If somebody else decided at the same moment this often, the write goes out without a claim. */
const MAX_CONFLICTS = 5;

/**
 * Disables a client and proves it. The ledger is read at the same time as the portal, and written before the first
 * write; if it does not answer, the write goes out anyway. A run that ends as `failed` throws at its very end, if an
 * alert started it, and the alert is delivered again.
 *
 * What the steps ask of `memory`: `recall` reads the record of the client and the result of an earlier run of this
 * request; `takeSlot` asks the circuit breaker; `claim` announces the change before the first write; `noteAccepted` and
 * `end` write down what was done; `releaseSlot` gives the slot back if no write may take effect.
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
    // The portal may have been read before a restore that the record already shows: read it again.
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
    if (step !== 'judge-again') return step;
  }
};

/** What the first read showed, as an ending has it. */
const seenIn = (seen: ClientState | undefined) => ({
  name: seen?.name,
  details: seen?.details,
  enabledBefore: seen?.enabled,
});

/**
 * An earlier run of this alert has ended it: the same result is reported again. The portal's read may come from a stale
 * cache, so the record must show, too, that the client is contained: if it drifted, or was held or restored since, it is
 * on, or somebody decided again.
 */
const reportedBefore = (seen: ClientState | undefined, { memory }: ClientScene): Ending | undefined => {
  const { keptResult, record } = memory;
  const isContained = record?.state === 'contained' && record.held === undefined;
  return keptResult !== undefined && isContained && seen?.enabled === false
    ? { ...seenIn(seen), outcome: keptResult.outcome, keptResult }
    : undefined;
};

/** Refused by the guards that need the client and its record: wrong portal, restored since the alert. */
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
): Promise<Step | undefined> => {
  const { memory, now, settings, requestKey } = scene;
  const { record } = memory;
  const isOff = seen?.enabled !== true && (record?.state === 'contained' || record?.state === 'containing');
  if (isOff || isRetryOf(record, { requestKey, enabledBefore: seen?.enabled })) return undefined;
  const facts = { now: now(), client: seen };
  const guard = firstRefusal(HOLD_GUARDS, request, facts, settings.policy, { holds: true });
  return guard === undefined ? undefined : hold(guard, seen, scene);
};
