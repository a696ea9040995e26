import type { ClientState } from '../docspace/operations.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { isAnyRunAtWork } from '../ledger/containment.ts';
import { held } from '../ledger/hold.ts';
import { BreakerFullError, LedgerError } from '../ledger/ledger-error.ts';
import { faultFields } from '../log.ts';
import { breakerOpen } from '../policy/breaker-open.ts';
import type { ChangeRequest, Refusal } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

/** How often an alert looks whether the runs that hold the slots have ended. */
const LOOK_EVERY_MS = 2_000;

const LEDGER_MS = 2_000;

/**
 * Alerts may disable a limited number of clients per window; a client that is off already needs no slot. If all slots
 * are taken by accepted disables, the client is held for a person. While some of them are not accepted yet, the alert
 * waits for the runs at work, then fails and is delivered again: a portal that takes no writes must not use up the
 * slots for good.
 */
export const holdByBreaker = async (
  request: ChangeRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Ending | 'judge-again' | undefined> => {
  const { memory, now, sleep, settings, deadline } = scene;
  if (request.trigger !== 'alert' || seen?.enabled === false) return undefined;
  const { breakerLimit, breakerWindowMs } = settings.policy;
  // A run that holds its slot and has not claimed yet, or that has ended and not released its slot yet, does not show as
  // at work: one more look finds out.
  let wasIdle = false;
  for (let hasWaited = false; ; hasWaited = true) {
    const slot = await memory.takeSlot({ hasWaited });
    if (slot.kind !== 'full') return undefined;
    const holders = await recordsOf(slot.holders, scene);
    if (holders === undefined) return failedNotHeld(seen, new LedgerError());
    const since = now().getTime() - breakerWindowMs;
    const acceptedHolders = holders.filter(({ lastWriteAt }) => Date.parse(lastWriteAt ?? '') > since);
    const guard = breakerOpen(
      request,
      { now: now(), disabledByAlerts: acceptedHolders.length },
      settings.policy,
    );
    if (guard !== undefined) return hold(guard, seen, scene);
    const isIdle = !holders.some((record) => isAnyRunAtWork(record, now()));
    if ((isIdle && wasIdle) || deadline.remaining() <= LOOK_EVERY_MS)
      return failedNotHeld(seen, new BreakerFullError(breakerLimit));
    wasIdle = isIdle;
    await sleep(LOOK_EVERY_MS);
  }
};

/** What the ledger knows of the clients that hold the slots; `undefined` if it does not answer. */
const recordsOf = async (
  clientIds: readonly string[],
  { memory, ledger, log }: ClientScene,
): Promise<ClientRecord[] | undefined> => {
  if (!memory.ledgerAnswers) return undefined;
  try {
    const records = await Promise.all(
      clientIds.map((clientId) => ledger.readClient(clientId, { withinMs: LEDGER_MS })),
    );
    return records.filter((record) => record !== undefined);
  } catch (error) {
    log('KS400', { clientId: memory.identity.clientId, ...faultFields(error) });
    return undefined;
  }
};

/** Lists the client as held; a client that the portal has not shown is never listed. */
const hold = async (
  guard: Refusal,
  seen: ClientState | undefined,
  { memory, now, log, settings }: ClientScene,
): Promise<Ending | 'judge-again'> => {
  if (seen === undefined) return failedNotHeld(seen, new BreakerFullError(settings.policy.breakerLimit));
  const judged = memory.record;
  const isHeld = await memory.revise((record) =>
    // If somebody decided meanwhile, the client may be off by now, and must not be listed as on.
    record?.decision === judged?.decision &&
    record?.state === judged?.state &&
    record?.lastWriteAt === judged?.lastWriteAt
      ? held(record, { ...memory.identity, at: now(), name: seen.name })
      : undefined,
  );
  if (isHeld === false) return 'judge-again';
  if (isHeld === undefined) return failedNotHeld(seen, new LedgerError());
  log('KS410', { clientId: memory.identity.clientId });
  return { name: seen.name, details: seen.details, enabledBefore: seen.enabled, outcome: 'held', guard };
};

/** The client is on and not listed as held: the alert must not end here, it fails and is delivered again. */
const failedNotHeld = (seen: ClientState | undefined, error: Error): Ending => ({
  name: seen?.name,
  details: seen?.details,
  enabledBefore: seen?.enabled,
  outcome: 'failed',
  error,
});
