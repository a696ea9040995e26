import type { ContainmentResult } from '../contract/result.ts';
import type { ClientRecord } from './client-record.ts';

/** Every call ends within this many milliseconds, one way or the other. */
export type Patience = { withinMs: number };

/** A slot of the circuit breaker: the right of one client to be disabled by alerts. */
export type SlotRequest = { clientId: string; runId: string; now: Date; limit: number; windowMs: number };

/**
 * - `taken`: the client holds a slot now that it did not hold before
 * - `kept`: it held one already, which now carries the name of this run
 * - `full`: it holds none, and as many others as the limit says hold one
 */
export type SlotAnswer = { kind: 'taken' | 'kept' } | { kind: 'full'; holders: readonly string[] };

/** Where the ledger's entries lie. Reads see every earlier write. Any call may throw: then the ledger does not answer. */
export type LedgerStore = {
  readClient: (clientId: string, patience: Patience) => Promise<ClientRecord | undefined>;
  /** @returns false where somebody else has written since: `record.version` must be the next one */
  writeClient: (record: ClientRecord, patience: Patience) => Promise<boolean>;
  /** Removes a record as it was read; does nothing where somebody else has written since. */
  removeClient: (record: ClientRecord, patience: Patience) => Promise<void>;
  /** All that can be read and that `keep` wants; read in pages, so that the others take no memory. */
  allClients: (keep: (record: ClientRecord) => boolean, patience: Patience) => Promise<ClientRecord[]>;
  /** The portal's tenant that the clients of the ledger were shown in, as far as a few of them say. */
  knownTenant: (patience: Patience) => Promise<number | undefined>;
  readResult: (requestKey: string, patience: Patience) => Promise<ContainmentResult | undefined>;
  /** Keeps the first final result of a request. @returns the one that stands */
  keepResult: (result: ContainmentResult, now: Date, patience: Patience) => Promise<ContainmentResult>;
  /** By conditional writes only. */
  takeSlot: (request: SlotRequest, patience: Patience) => Promise<SlotAnswer>;
  /** Gives a slot back, unless another run has taken or kept it since. */
  giveBackSlot: (slot: Pick<SlotRequest, 'clientId' | 'runId'>, patience: Patience) => Promise<void>;
  /** Frees all slots. */
  freeSlots: (patience: Patience) => Promise<void>;
};
