import type { ClientState } from '../docspace/operations.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { isAtWork } from '../ledger/containment.ts';
import { BreakerFullError, LedgerError } from '../ledger/ledger-error.ts';
import { faultFields } from '../log.ts';
import { breakerOpen } from '../policy/breaker-open.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';
import { hold, unlisted } from './hold.ts';

/** How often an alert looks whether those that hold the slots have ended. */
const LOOK_EVERY_MS = 2_000;

const LEDGER = { withinMs: 2_000 };

/**
 * Alerts may disable a limited number of clients per window; a client that is off already needs no slot. With all
 * slots taken by accepted disables the client is held for a person. While some of them are not accepted yet, the
 * alert waits for the runs at work, then fails and is delivered again: a portal that takes no writes must not use up
 * the slots for good.
 */
export const holdByBreaker = async (
  request: ChangeRequest,
  seen: ClientState | undefined,
  scene: ClientScene,
): Promise<Ending | 'judge-again' | undefined> => {
  const { memory, now, sleep, settings, deadline } = scene;
  if (request.trigger !== 'alert' || seen?.enabled === false) return undefined;
  const { breakerLimit, breakerWindowMs } = settings.policy;
  // A run that holds its slot and has not claimed yet, or has ended and not given it back yet, is not seen at work: one
  // more look finds out.
  let wasIdle = false;
  for (let afresh = false; ; afresh = true) {
    const slot = await memory.takeSlot({ afresh });
    if (slot.kind !== 'full') return undefined;
    const holders = await recordsOf(slot.holders, scene);
    if (holders === undefined) return unlisted(seen, new LedgerError());
    const since = now().getTime() - breakerWindowMs;
    const accepted = holders.filter(({ lastWriteAt }) => Date.parse(lastWriteAt ?? '') > since);
    const facts = { now: now(), disabledByAlerts: accepted.length };
    const guard = breakerOpen(request, facts, settings.policy);
    const full = new BreakerFullError(breakerLimit);
    if (guard !== undefined) return hold(guard, seen, scene, full);
    const isIdle = !holders.some((record) => isAtWork(record, now()));
    if ((isIdle && wasIdle) || deadline.remaining() <= LOOK_EVERY_MS) return unlisted(seen, full);
    wasIdle = isIdle;
    await sleep(LOOK_EVERY_MS);
  }
};

/** What the ledger knows of the clients that hold the slots; nothing where it does not answer. */
const recordsOf = async (
  clientIds: readonly string[],
  { memory, ledger, log }: ClientScene,
): Promise<ClientRecord[] | undefined> => {
  if (!memory.answers) return undefined;
  try {
    const records = await Promise.all(clientIds.map((clientId) => ledger.readClient(clientId, LEDGER)));
    return records.filter((record) => record !== undefined);
  } catch (error) {
    log('KS400', { clientId: memory.identity.clientId, ...faultFields(error) });
    return undefined;
  }
};
