import type { ClientId } from '../contract/client-id.ts';
import type { SentWrite } from './activation-writer.ts';
import type { Dialect } from './dialect.ts';
import { ResponseSchemaError } from './errors.ts';
import type { ClientState } from './operations.ts';
import { patiently } from './patience.ts';
import { readRetryDelay } from './retry.ts';
import type { Run } from './run.ts';

/**
 * How a change of activation ended.
 *
 * - `proven`: an accepted write, and the portal shows the state that was asked for
 * - `unproven`: an accepted write, and the portal shows the opposite, or its state could not be read
 * - `unprovable`: an accepted write on a portal that shows no state at all
 * - `unwritten`: no write was accepted
 */
type Verdict = 'proven' | 'unproven' | 'unprovable' | 'unwritten';

export type Evidence = {
  verdict: Verdict;
  writes: readonly SentWrite[];
  basis: 'read-back' | 'response-body' | 'none';
  /** What the last read-back or statement showed. */
  enabledAfter: boolean | null;
  /** Of the secret that the last read-back showed. */
  fingerprintAfter?: string | undefined;
  /** Answer of the first accepted write. */
  acceptedAt: Date | undefined;
  /** Answer of the read-back that proved the state. */
  verifiedAt: Date | undefined;
  /** A read-back showed the opposite of what was written before it. */
  contradicted: boolean;
  /** Why it is not proven. */
  error: unknown;
};

/** Evidence of a change before anything was sent. */
export const noEvidence = (writes: readonly SentWrite[]): Evidence => ({
  verdict: 'unwritten',
  writes,
  basis: 'none',
  enabledAfter: null,
  acceptedAt: undefined,
  verifiedAt: undefined,
  contradicted: false,
  error: undefined,
});

/**
 * Reads the client after a write, like `readPatiently`.
 * @returns `undefined` if the portal has no such read
 * @throws ResponseSchemaError if the answer is about another client or tenant
 */
export const readBack = async (
  dialect: Dialect,
  clientId: ClientId,
  run: Run,
): Promise<ClientState | undefined> => {
  const state = await readPatiently(dialect, clientId, run);
  if (state === undefined) return undefined;
  if (state.clientId !== clientId) throw new ResponseSchemaError('read client', 'it shows another client');
  const tenant = dialect.owner()?.tenant;
  if (tenant !== undefined && state.tenant !== undefined && state.tenant !== tenant) {
    throw new ResponseSchemaError('read client', 'it shows a client of another tenant');
  }
  return state;
};

/** Reads the client; waits for the rate limit, and tries again after an error that may pass by itself. */
export const readPatiently = (dialect: Dialect, clientId: ClientId, run: Run) =>
  patiently('read client', () => dialect.readClient(clientId, run.deadline), readRetryDelay, run);
