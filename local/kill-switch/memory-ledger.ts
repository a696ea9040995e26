import type { ContainmentResult } from '../../lambda/contract/result.ts';
import type { ClientRecord } from '../../lambda/ledger/client-record.ts';
import { createContainerBreaker } from '../../lambda/ledger/container-breaker.ts';
import type { LedgerStore } from '../../lambda/ledger/store.ts';

/** A ledger that lives as long as this process: for the local command without a table, and for tests. */
export const createMemoryStore = (): LedgerStore => {
  const clients = new Map<string, ClientRecord>();
  const results = new Map<string, ContainmentResult>();
  const breaker = createContainerBreaker();
  const keepResult = (result: ContainmentResult): ContainmentResult => {
    const standing = results.get(result.requestKey) ?? result;
    results.set(result.requestKey, standing);
    return standing;
  };
  const writeClient = (record: ClientRecord): boolean => {
    if ((clients.get(record.clientId)?.version ?? 0) !== record.version - 1) return false;
    clients.set(record.clientId, record);
    return true;
  };
  return {
    recall: async ({ clientId, requestKey }) => ({
      record: clients.get(clientId),
      keptResult: results.get(requestKey),
    }),
    readClient: async (clientId) => clients.get(clientId),
    writeClient: async (record) => writeClient(record),
    writeEnd: async (record, result) => (writeClient(record) ? keepResult(result) : undefined),
    removeClient: async ({ clientId, version }) =>
      clients.get(clientId)?.version === version && clients.delete(clientId),
    allClients: async (keep) => [...clients.values()].filter(keep),
    knownTenant: async () => [...clients.values()].find(({ tenant }) => tenant !== undefined)?.tenant,
    keepResult: async (result) => keepResult(result),
    takeSlot: async (request) => breaker.take(request),
    giveBackSlot: async (slot) => breaker.giveBack(slot),
    freeSlots: async () => breaker.free(),
  };
};
