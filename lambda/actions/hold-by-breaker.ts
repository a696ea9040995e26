import type { ClientState } from '../docspace/operations.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { isAnyRunAtWork } from '../ledger/containment.ts';
import { BreakerFullError, LedgerError } from '../ledger/ledger-error.ts';
import { ONE_RECORD } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import { breakerOpen } from '../policy/breaker-open.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { failedNotHeld, hold } from './hold.ts';

/** How often an alert looks whether the runs that hold the slots have ended. */
const LOOK_EVERY_MS = 2_000;

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
    const full = new BreakerFullError(breakerLimit);
    if (guard !== undefined) return hold(guard, seen, scene, full);
    const isIdle = !holders.some((record) => isAnyRunAtWork(record, now()));
    if ((isIdle && wasIdle) || deadline.remaining() <= LOOK_EVERY_MS) return failedNotHeld(seen, full);
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
    const records = await Promise.all(clientIds.map((clientId) => ledger.readClient(clientId, ONE_RECORD)));
    return records.filter((record) => record !== undefined);
  } catch (error) {
    log('KS400', { clientId: memory.identity.clientId, ...faultFields(error) });
    return undefined;
  }
};
