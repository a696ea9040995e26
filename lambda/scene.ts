import type { Warning } from './contract/warning.ts';
import type { Dependencies } from './dependencies.ts';
import type { Dialect } from './docspace/dialect.ts';
import type { Run } from './docspace/run.ts';
import type { ContainerBreaker } from './ledger/container-breaker.ts';
import type { RunMemory } from './ledger/run-memory.ts';

/** Kept as long as the container lives: the functions, the portal with its signature, and the breaker's own count. */
export type Container = Dependencies & { portal: Dialect; containerBreaker: ContainerBreaker };

/**
 * This run: one request from its arrival to its result, with everything that its story needs besides the request.
 * The folder `docspace` sees the part of it that is `Run`.
 *
 * @example
 * const seen = await readPatiently(scene.portal, clientId, scene);
 * if (seen === undefined) scene.warn('state-not-shown');
 */
export type Scene = Container &
  Run & {
    /** Equal for all runs of one request: retries share it. */
    requestKey: string;
    receivedAt: Date;
    /** What `warn` was called with so far. */
    warnings: ReadonlySet<Warning>;
  };

/** The run of a request about one client, with what the ledger knows of it. */
export type ClientScene = Scene & { memory: RunMemory };
