import { LedgerError } from '../ledger/ledger-error.ts';
import { WHOLE_LEDGER } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';
import { openClients } from './list.ts';

/** The clients that are held; empty if the ledger does not answer. */
const heldClients = async ({
  ledger,
  log,
  now,
  warn,
}: Scene): Promise<Partial<ReturnType<typeof openClients>>> => {
  try {
    const records = await ledger.allClients(({ held }) => held !== undefined, WHOLE_LEDGER);
    return openClients(records, now());
  } catch (error) {
    log('KS400', faultFields(error));
    warn('ledger-unavailable');
    return {};
  }
};

/**
 * Starts a new window of the circuit breaker. Held clients stay on and held: the person who resets must decide about
 * each of them, so the result names them. If they cannot be read, the reset is done anyway.
 */
export const resetBreaker = async (scene: Scene): Promise<Ending> => {
  const { ledger, log } = scene;
  try {
    await ledger.freeSlots(WHOLE_LEDGER);
  } catch (error) {
    log('KS400', faultFields(error));
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
  scene.containerBreaker.free();
  return { outcome: 'breaker-reset', ...(await heldClients(scene)) };
};
