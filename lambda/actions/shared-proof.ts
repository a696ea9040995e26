import type { ClientState } from '../docspace/operations.ts';
import { noEvidence, readBack, settleSince } from '../docspace/proof.ts';
import { isRetryOf, isUnderWay, joined } from '../ledger/containment.ts';
import { knownClient } from '../ledger/known-client.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { Alert } from '../requests/alert.ts';
import type { ClientScene } from '../scene.ts';

/** An alert that finds another run at the same client waits for its first accepted write, no longer than this. */
const WAIT_FOR_OTHER_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** The last accepted write of the containment that the ledger knows, if it came after the alert was detected. */
export const writeSince = ({ detectedAt }: Alert, { memory }: ClientScene): Date | undefined => {
  const { state, lastWriteAt } = memory.record ?? {};
  if (lastWriteAt === undefined || (state !== 'containing' && state !== 'contained')) return undefined;
  const at = new Date(lastWriteAt);
  return at > detectedAt ? at : undefined;
};

/**
 * Another run has disabled the client after this alert was detected, or is just about to: its write stands for
 * this alert, too, if the portal shows the client off. A retry reports what its own first run did, not what others
 * did since.
 */
export const sharedProof = async (
  request: ChangeRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Ending | undefined> => {
  const { memory, requestKey, now, sleep } = scene;
  if (request.trigger !== 'alert') return undefined;
  const isRetry: boolean = isRetryOf(memory.record, { requestKey, enabledBefore: seen?.enabled });
  if (isRetry) return undefined;
  const until = now().getTime() + WAIT_FOR_OTHER_MS;
  for (;;) {
    const isOwn = memory.record?.requestKey === requestKey;
    const at = isOwn ? undefined : writeSince(request, scene);
    if (at !== undefined) return readBackFor(request, at, seen, scene);
    const isOtherAtWork = !isOwn && isUnderWay(memory.record, now());
    if (!isOtherAtWork || !memory.answers || now().getTime() >= until) return undefined;
    await sleep(LOOK_EVERY_MS);
    await memory.recall();
  }
};

/** Another run's write stands for this alert if the portal shows the client off. */
export const readBackFor = async (
  { clientId }: Alert,
  acceptedAt: Date,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<(Ending & Required<Pick<Ending, 'evidence'>>) | undefined> => {
  const { portal, memory, now, warn } = scene;
  try {
    await settleSince(acceptedAt, scene);
    const state = await readBack(portal, clientId, scene);
    if (state?.enabled !== false) return undefined;
  } catch {
    // Nothing shown, nothing shared: the run goes its own way.
    return undefined;
  }
  warn('shared-proof');
  await memory.revise((record) => joined(record, memory.identity.alertIds));
  const record = memory.record;
  return {
    name: seen?.name,
    enabledBefore: seen?.enabled,
    outcome: 'already-disabled',
    evidence: {
      ...noEvidence([]),
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: false,
      acceptedAt,
      verifiedAt: now(),
    },
    containment: record === undefined ? undefined : knownClient(record, now()),
  };
};
