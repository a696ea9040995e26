import type { ContainmentResult } from '../contract/result.ts';
import type { ClientRecord } from './client-record.ts';

/** Every call ends within this many milliseconds, one way or the other. */
export type Patience = { withinMs: number };

/** A slot of the circuit breaker: the right of one client to be disabled by alerts. */
export type SlotRequest = { clientId: string; now: Date; limit: number; windowMs: number };

/** Where the ledger's entries lie. Reads see every earlier write. Any call may throw: then the ledger does not answer. */
export type LedgerStore = {
  readClient: (clientId: string, patience: Patience) => Promise<ClientRecord | undefined>;
  /** @returns false where somebody else has written since: `record.version` must be the next one */
  writeClient: (record: ClientRecord, patience: Patience) => Promise<boolean>;
  /** All that can be read. */
  allClients: (patience: Patience) => Promise<ClientRecord[]>;
  readResult: (requestKey: string, patience: Patience) => Promise<ContainmentResult | undefined>;
  /** Keeps the first final result of a request. @returns the one that stands */
  keepResult: (result: ContainmentResult, now: Date, patience: Patience) => Promise<ContainmentResult>;
  /** By conditional writes only. @returns whether this client now holds a slot that has not run out */
  takeSlot: (request: SlotRequest, patience: Patience) => Promise<boolean>;
  /** Frees all slots. */
  freeSlots: (patience: Patience) => Promise<void>;
};
