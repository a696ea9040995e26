import type { ContainmentResult } from '../../lambda/contract/result.ts';
import type { ClientRecord } from '../../lambda/ledger/client-record.ts';
import { takenSlots } from '../../lambda/ledger/container-breaker.ts';
import type { LedgerStore } from '../../lambda/ledger/store.ts';

/** A ledger that lives as long as this process: for the local command without a table, and for tests. */
export const createMemoryStore = (): LedgerStore => {
  const clients = new Map<string, ClientRecord>();
  const results = new Map<string, ContainmentResult>();
  let slots: ReadonlyMap<string, number> = new Map();
  return {
    readClient: async (clientId) => clients.get(clientId),
    writeClient: async (record) => {
      if ((clients.get(record.clientId)?.version ?? 0) !== record.version - 1) return false;
      clients.set(record.clientId, record);
      return true;
    },
    allClients: async () => [...clients.values()],
    readResult: async (requestKey) => results.get(requestKey),
    keepResult: async (result) => {
      const standing = results.get(result.requestKey) ?? result;
      results.set(result.requestKey, standing);
      return standing;
    },
    takeSlot: async (request) => {
      const taken = takenSlots(slots, request);
      slots = taken ?? slots;
      return taken !== undefined;
    },
    freeSlots: async () => {
      slots = new Map();
    },
  };
};
