import type { KnownClient } from '../contract/known-client.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import { knownClient } from '../ledger/known-client.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { WHOLE_LEDGER } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Request } from '../requests/door.ts';
import type { Scene } from '../scene.ts';

/** A result stays under 64 KB; this leaves room for the rest of it. */
const MAX_BYTES = 40_000;

/** Clients that need a person come first. */
const URGENCY: readonly KnownClient['state'][] = ['held', 'drifted', 'containing', 'restoring', 'contained'];

const urgencyOf = ({ state }: KnownClient): number => URGENCY.indexOf(state);

/** Whether a list shows the client. */
export const isOpen = ({ state, held }: ClientRecord): boolean =>
  held !== undefined || (state !== undefined && state !== 'restored' && state !== 'deleted');

/**
 * Held, drifted or contained clients, the urgent ones first, a page of as many as fit into one result.
 * @param page from 1
 */
export const openClients = (
  records: readonly ClientRecord[],
  now: Date,
  page = 1,
): { clients: KnownClient[]; moreClients: number } => {
  const open = records
    .filter(isOpen)
    .map((record) => knownClient(record, now))
    .sort((a, b) => urgencyOf(a) - urgencyOf(b) || (a.since ?? '').localeCompare(b.since ?? ''));
  let left = open;
  let clients: KnownClient[] = [];
  for (let at = 1; at <= page; at += 1) {
    clients = firstPage(left);
    left = left.slice(clients.length);
  }
  return { clients, moreClients: left.length };
};

const firstPage = (clients: readonly KnownClient[]): KnownClient[] => {
  let bytes = 0;
  const end = clients.findIndex((client) => {
    bytes += Buffer.byteLength(JSON.stringify(client));
    return bytes > MAX_BYTES;
  });
  return clients.slice(0, end < 0 ? undefined : end);
};

/** The clients that are contained, held or drifted; since when, why and by whom. The portal is not asked. */
export const list = async (
  { page }: Extract<Request, { action: 'list' }>,
  { ledger, log, now }: Scene,
): Promise<Ending> => {
  try {
    const records = await ledger.allClients(isOpen, WHOLE_LEDGER);
    return { outcome: 'listed', ...openClients(records, now(), page) };
  } catch (error) {
    log('KS400', faultFields(error));
    return { outcome: 'failed', error: new LedgerError({ cause: error }) };
  }
};
