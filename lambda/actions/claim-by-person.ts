import type { ClientState } from '../docspace/operations.ts';
import { readPatiently } from '../docspace/proof.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { type ChangeRequest, type Facts, firstRefusal, type Guard } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

/** If somebody else decides about the same client this often, the change is refused. */
const MAX_CONFLICTS = 5;

/** What the portal showed before a change, as an ending has it. */
export type Seen = Pick<Ending, 'name' | 'details' | 'enabledBefore'>;

/** The client and its record as they were before the claim. */
type Claimed = {
  refused?: never;
  before: ClientState | undefined;
  seen: Seen;
  record: ClientRecord | undefined;
};

/**
 * Begins a change that only a person may ask for: reads the client, asks the guards and claims the client in the ledger;
 * again if somebody else decided meanwhile. It ends in a refusal if the ledger does not answer.
 */
export const claimByPerson = async (
  action: 'enable' | 'rotate',
  guards: readonly Guard[],
  request: ChangeRequest,
  scene: ClientScene,
): Promise<Claimed | { refused: Ending }> => {
  const { portal, memory, now, settings } = scene;
  // One after the other: what the portal shows must not be older than what the ledger knows.
  await memory.recall();
  let before = await readPatiently(portal, request.clientId, scene);

  for (let conflicts = 0; ; conflicts += 1) {
    const seen = { name: before?.name, details: before?.details, enabledBefore: before?.enabled };
    const { record } = memory;
    const facts: Facts = {
      now: now(),
      client: before,
      tenant: portal.owner()?.tenant,
      record,
      ledgerAnswers: memory.ledgerAnswers && conflicts < MAX_CONFLICTS,
    };
    const guard = firstRefusal(guards, request, facts, settings.policy);
    if (guard !== undefined) return { refused: { ...seen, outcome: 'refused', guard } };
    const { fingerprint, tenant } = before ?? {};
    const claimResult = await memory.claim(action, { ...seen, fingerprint, tenant });
    if (claimResult === 'taken') return { before, seen, record };
    // Somebody else decided meanwhile, and may have changed it.
    if (claimResult === 'conflict') before = await readPatiently(portal, request.clientId, scene);
  }
};
