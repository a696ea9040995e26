import type { ClientDetails } from '../contract/client-details.ts';
import type { KnownClient } from '../contract/known-client.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';
import type { Evidence } from '../docspace/proof.ts';
import type { Actor } from '../ledger/client-record.ts';
import type { RunMemory } from '../ledger/run-memory.ts';
import type { Refusal } from '../policy/guard.ts';

/** A line of a check. */
export type CheckLine = NonNullable<ContainmentResult['checks']>[number];

/** How a story ended, and what it found and did on the way; the report makes a result of it. */
export type Ending = {
  outcome: Outcome;
  /** Name of the client as the portal shows it, cleaned. */
  name?: string | undefined;
  /** What else the portal shows of the client; absent if it showed nothing. */
  details?: ClientDetails | undefined;
  enabledBefore?: boolean | undefined;
  evidence?: Evidence;
  guard?: Refusal;
  error?: unknown;
  /** The portal does not know the client (404), and the 404 is believed. */
  gone?: boolean;
  /** Of a run that began to change the secret. `rotatedAt`: when a new one was shown; `isDone`: and it was proven off after it. */
  rotation?: { isDone: boolean; rotatedAt: Date | undefined };
  /** Of a client that was re-enabled outside the kill switch: when it was last disabled, by the portal's clock if known. */
  disabledAt?: string | undefined;
  problems?: readonly string[];
  checks?: readonly CheckLine[];
  /** Number of the last decision, if the ledger knows one. */
  decision?: number | undefined;
  /** What the ledger knew of the client before. */
  containment?: KnownClient | undefined;
  /** The alert that had held the client, where this disable ended its hold. */
  heldAlert?: Actor | undefined;
  clients?: readonly KnownClient[];
  /** Clients that did not fit into the result. */
  moreClients?: number;
  /** Of the drift watch: how many clients it was to look at, and how many of these it did not see. */
  looks?: { due: number; unseen: number };
  /** Arrival of the request's first run, if this one is a retry. */
  receivedAt?: Date | undefined;
  /** What the run knows of its client, with what it still has to write down. */
  memory?: RunMemory;
  /** The final result of an earlier run of the same request, kept in the ledger: it is reported again as it is. */
  keptResult?: ContainmentResult;
};
