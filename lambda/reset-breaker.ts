import { LedgerError } from './ledger/ledger-error.ts';
import { openClients } from './list.ts';
import { faultFields } from './log.ts';
import type { Findings } from './results/findings.ts';
import type { Scene } from './scene.ts';

const LEDGER_MS = 10_000;

/**
 * Starts a new window of the circuit breaker. Held clients stay as they are, on and held: each of them is for the
 * person who resets to judge, so the result names them.
 */
export const resetBreaker = async ({
  dependencies: { ledger, log, now },
  containerBreaker,
}: Scene): Promise<Findings> => {
  try {
    await ledger.freeSlots({ withinMs: LEDGER_MS });
    containerBreaker.free();
    const records = await ledger.allClients({ withinMs: LEDGER_MS });
    const held = records.filter((record) => record.held !== undefined);
    return { outcome: 'breaker-reset', ...openClients(held, now()) };
  } catch (error) {
    log('KS400', faultFields(error));
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
};
