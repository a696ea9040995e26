import type { ClientId } from '../requests/client-id.ts';
import type { AcceptedWrite, Dialect } from './dialect.ts';
import {
  type DocSpaceError,
  HttpError,
  NetworkError,
  RateLimitedError,
  ResponseSchemaError,
  TimeoutError,
} from './errors.ts';
import { patiently } from './patience.ts';
import { rateLimitDelay } from './retry.ts';
import type { Run } from './run.ts';

/** One write that left for the portal; `status` null: no answer came, so its fate is unknown. */
export type SentWrite = { at: Date; status: number | null };

export type WriteFate =
  | { kind: 'accepted'; at: Date; write: AcceptedWrite }
  | { kind: 'unknown'; at: Date; error: DocSpaceError }
  | { kind: 'spared'; at: Date };

/** Time-out, reset or 5xx: the write may have been applied, may be applied later, or never. */
const fateUnknown = (error: unknown): error is DocSpaceError =>
  error instanceof TimeoutError ||
  error instanceof NetworkError ||
  error instanceof ResponseSchemaError ||
  (error instanceof HttpError && error.status >= 500);

/**
 * Sends activation writes of one run and keeps the record of them. Calls that the rate limiter turned away
 * were never writes and are not recorded.
 */
export const createActivationWriter = (dialect: Dialect, clientId: ClientId, run: Run) => {
  const sent: SentWrite[] = [];

  const send = async (enabled: boolean, options: { patient: boolean }): Promise<WriteFate> => {
    try {
      const write = await patiently(
        'change activation',
        () => dialect.setActivation(clientId, enabled, run.deadline),
        ({ error, random }) =>
          options.patient && error instanceof RateLimitedError ? rateLimitDelay(error, random) : undefined,
        run,
      );
      const at = run.now();
      sent.push({ at, status: write.status });
      return { kind: 'accepted', at, write };
    } catch (error) {
      const at = run.now();
      if (error instanceof RateLimitedError) return { kind: 'spared', at };
      if (error instanceof HttpError && error.operation === 'change activation')
        sent.push({ at, status: error.status });
      if (!fateUnknown(error)) throw error;
      if (!(error instanceof HttpError)) sent.push({ at, status: null });
      return { kind: 'unknown', at, error };
    }
  };

  return { sent, send };
};

export type ActivationWriter = ReturnType<typeof createActivationWriter>;
