import type { ClientState } from '../docspace/operations.ts';
import { held } from '../ledger/hold.ts';
import { knownClient } from '../ledger/known-client.ts';
import { LedgerError, NotHeldError } from '../ledger/ledger-error.ts';
import type { Refusal } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

/**
 * Lists the client as held. A client that the portal has not shown is never listed: the alert fails with `notShown`. An
 * alert about a client that another alert has held joins it: its result shows that hold as `containment`.
 */
export const hold = async (
  guard: Refusal,
  seen: ClientState | undefined,
  { memory, now, log }: ClientScene,
  notShown: Error = new NotHeldError(),
): Promise<Ending | 'judge-again'> => {
  if (seen === undefined) return failedNotHeld(seen, notShown);
  const judged = memory.record;
  const isHeld = await memory.revise((record) =>
    // If somebody decided meanwhile, the client may be off by now, and must not be listed.
    record?.decision === judged?.decision &&
    record?.state === judged?.state &&
    record?.lastWriteAt === judged?.lastWriteAt
      ? held(record, { ...memory.identity, at: now(), name: seen.name })
      : undefined,
  );
  if (isHeld === false) return 'judge-again';
  if (isHeld === undefined) return failedNotHeld(seen, new LedgerError());
  const { clientId, requestKey } = memory.identity;
  log('KS410', { clientId, guard: guard.name });
  const { record } = memory;
  const joins = record !== undefined && record.held?.requestKey !== requestKey;
  return {
    name: seen.name,
    details: seen.details,
    enabledBefore: seen.enabled,
    outcome: 'held',
    guard,
    ...(joins ? { containment: knownClient(record, now()) } : {}),
  };
};

/** The client is not listed as held: the alert must not end here, it fails and is delivered again. */
export const failedNotHeld = (seen: ClientState | undefined, error: Error): Ending => ({
  name: seen?.name,
  details: seen?.details,
  enabledBefore: seen?.enabled,
  outcome: 'failed',
  error,
});
