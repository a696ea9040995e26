import type { ClientState } from '../docspace/operations.ts';
import { noEvidence, readBack } from '../docspace/proof.ts';
import { settleSince } from '../docspace/settle.ts';
import { isDisableAtWork, isRetryOf } from '../ledger/containment.ts';
import { knownClient } from '../ledger/known-client.ts';
import { isProvenSince, joined } from '../ledger/shared-proof.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

/** If another run is disabling the same client, an alert waits at most this long for its end. */
const WAIT_FOR_OTHER_MS = 2_000;
const LOOK_EVERY_MS = 100;

/**
 * If another run proves the client off while this alert is being delivered, its proof is enough for this alert, too,
 * if the portal shows the client off. A retry reports what its own first run did, not what others did since.
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
    if (isProvenSince(memory.record, receivedAt)) return confirmSharedProof(seen, scene);
    if (!isDisableAtWork(memory.record, now()) || !memory.ledgerAnswers || now().getTime() >= until)
      return undefined;
    await sleep(LOOK_EVERY_MS);
    await memory.recall();
  }
};

/** Reads the client back: the ending by the other run's proof if the portal shows the client off, else `undefined`. */
export const confirmSharedProof = async (
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
    // The portal shows no state: this run writes, too.
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
