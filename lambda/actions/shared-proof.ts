import type { ClientState } from '../docspace/operations.ts';
import { noEvidence, readBack, settleSince } from '../docspace/proof.ts';
import { isRetryOf, isUnderWay } from '../ledger/containment.ts';
import { knownClient } from '../ledger/known-client.ts';
import { isProvenSince, joined } from '../ledger/shared-proof.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

/** An alert that finds another run at the same client waits for that run's end, no longer than this. */
const WAIT_FOR_OTHER_MS = 2_000;
const LOOK_EVERY_MS = 100;

/**
 * Another run proves the client off while this alert is being delivered: its proof stands for this alert, too, if the
 * portal shows the client off. A retry reports what its own first run did, not what others did since.
 */
export const sharedProof = async (
  request: ChangeRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Ending | undefined> => {
  const { memory, requestKey, receivedAt, now, sleep } = scene;
  if (request.trigger !== 'alert') return undefined;
  const isRetry: boolean = isRetryOf(memory.record, { requestKey, enabledBefore: seen?.enabled });
  if (isRetry) return undefined;

  const until = now().getTime() + WAIT_FOR_OTHER_MS;
  for (;;) {
    if (isProvenSince(memory.record, receivedAt)) return readBackFor(seen, scene);
    if (!isUnderWay(memory.record, now()) || !memory.answers || now().getTime() >= until) return undefined;
    await sleep(LOOK_EVERY_MS);
    await memory.recall();
  }
};

/** The shared ending, if the portal shows the client off to this run as well. */
export const readBackFor = async (
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<(Ending & Required<Pick<Ending, 'evidence'>>) | undefined> => {
  const { portal, memory, now, warn } = scene;
  const { clientId } = memory.identity;
  const writtenAt = new Date(memory.record?.fullProof?.writtenAt ?? now());
  try {
    await settleSince(writtenAt, scene);
    const state = await readBack(portal, clientId, scene);
    if (state?.enabled !== false) return undefined;
  } catch {
    // Nothing shown, nothing shared: the run writes itself.
    return undefined;
  }
  warn('shared-proof');
  await memory.revise((record) => joined(record, memory.identity));
  const { record } = memory;
  return {
    name: seen?.name,
    details: seen?.details,
    enabledBefore: seen?.enabled,
    outcome: 'already-disabled',
    evidence: {
      ...noEvidence([]),
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: false,
      acceptedAt: writtenAt,
      verifiedAt: now(),
    },
    containment: record === undefined ? undefined : knownClient(record, now()),
  };
};
