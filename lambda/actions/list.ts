import type { KnownClient } from '../contract/known-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { knownClient } from '../ledger/known-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

const LEDGER_MS = 10_000;

/** A result stays under 64 KB; this leaves room for the rest of it. */
const MAX_BYTES = 40_000;

/** What needs a person comes first. */
const URGENCY: readonly KnownClient['state'][] = ['held', 'drifted', 'containing', 'restoring', 'contained'];

const urgencyOf = ({ state }: KnownClient): number => URGENCY.indexOf(state);

/** Held, drifted or contained clients, the urgent ones first, as many as fit into one result. */
export const openClients = (
  records: readonly ClientRecord[],
  now: Date,
): { clients: KnownClient[]; moreClients: number } => {
  const open = records
    .map((record) => knownClient(record, now))
    .filter((client) => urgencyOf(client) >= 0)
    .sort((a, b) => urgencyOf(a) - urgencyOf(b) || (a.since ?? '').localeCompare(b.since ?? ''));
  let bytes = 0;
  const clients = open.filter((client) => {
    bytes += Buffer.byteLength(JSON.stringify(client));
    return bytes <= MAX_BYTES;
  });
  return { clients, moreClients: open.length - clients.length };
};

/** What is contained, held or drifted, since when, why and by whom. The portal is not asked. */
export const list = async ({ ledger, log, now }: Scene): Promise<Ending> => {
  try {
    const records = await ledger.allClients({ withinMs: LEDGER_MS });
    return { outcome: 'listed', ...openClients(records, now()) };
  } catch (error) {
    log('KS400', faultFields(error));
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
};
