import type { ContainmentResult } from '../contract/result.ts';
import type { ClientRecord } from './client-record.ts';
import type { TimeLimit } from './time-limits.ts';

/** A slot of the circuit breaker: the right of one client to be disabled by alerts. */
export type SlotRequest = { clientId: string; runId: string; now: Date; limit: number; windowMs: number };

/**
 * - `taken`: the client holds a slot now that it did not hold before
 * - `kept`: it held one already, which now belongs to this run
 * - `full`: it holds none, and as many others as the limit says hold one
 */
export type SlotAnswer = { kind: 'taken' | 'kept' } | { kind: 'full'; holders: readonly string[] };

/** The storage of the ledger. Reads see every earlier write. Any call may throw: then the ledger does not answer. */
export type LedgerStore = {
  /** What a run asks first, in one call: the record of its client, and the first final result of its request. */
  recall: (
    ids: { clientId: string; requestKey: string },
    timeLimit: TimeLimit,
  ) => Promise<{ record: ClientRecord | undefined; keptResult: ContainmentResult | undefined }>;
  readClient: (clientId: string, timeLimit: TimeLimit) => Promise<ClientRecord | undefined>;
  /** @returns false if somebody else has written since: `record.version` must be the next one */
  writeClient: (record: ClientRecord, timeLimit: TimeLimit) => Promise<boolean>;
  /** Removes a record as it was read. @returns false, and nothing is removed, if somebody else has written since */
  removeClient: (record: ClientRecord, timeLimit: TimeLimit) => Promise<boolean>;
  /** All records that can be read and for which `keep` returns true; read in pages, so that the others take no memory. */
  allClients: (keep: (record: ClientRecord) => boolean, timeLimit: TimeLimit) => Promise<ClientRecord[]>;
  /** The portal's tenant in which clients of the ledger were shown; a few of them are looked at. */
  knownTenant: (timeLimit: TimeLimit) => Promise<number | undefined>;
  /**
   * Writes a record as `writeClient` does, and keeps the first final result of its request with it: both or neither. If a
   * result is kept already, that one stands, and the record is written alone.
   * @returns the result that is kept; `undefined` if somebody else has written the record since
   */
  writeEnd: (
    record: ClientRecord,
    result: ContainmentResult,
    now: Date,
    timeLimit: TimeLimit,
  ) => Promise<ContainmentResult | undefined>;
  /** Keeps the first final result of a request. @returns the one that is kept */
  keepResult: (result: ContainmentResult, now: Date, timeLimit: TimeLimit) => Promise<ContainmentResult>;
  /** By conditional writes only. */
  takeSlot: (request: SlotRequest, timeLimit: TimeLimit) => Promise<SlotAnswer>;
  /** Gives a slot back, unless another run has taken or kept it since. */
  giveBackSlot: (slot: Pick<SlotRequest, 'clientId' | 'runId'>, timeLimit: TimeLimit) => Promise<void>;
  /** Frees all slots. */
  freeSlots: (timeLimit: TimeLimit) => Promise<void>;
};
