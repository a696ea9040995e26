import type { ClientId } from '../contract/client-id.ts';
import type { AcceptedWrite, Dialect } from './dialect.ts';
import {
  type DocSpaceError,
  HttpError,
  MootError,
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
  /** No answer, or a 5xx: the write may have been applied, may be applied later, or never. */
  | { kind: 'unknown'; at: Date; error: DocSpaceError }
  /** It never left: no connection, or no signature to send it with. */
  | { kind: 'unsent'; at: Date; error: DocSpaceError }
  /** The rate limiter turned it away. */
  | { kind: 'spared'; at: Date };

const WRITE = 'change activation';

const fateUnknown = (error: unknown): error is DocSpaceError =>
  (error instanceof TimeoutError && error.operation === WRITE) ||
  (error instanceof NetworkError && error.operation === WRITE && error.left) ||
  (error instanceof ResponseSchemaError && error.operation === WRITE) ||
  (error instanceof HttpError && error.operation === WRITE && error.status >= 500);

/** What another try may heal within the same run. */
const healable = (error: unknown): error is DocSpaceError =>
  error instanceof TimeoutError ||
  error instanceof NetworkError ||
  (error instanceof HttpError && error.status >= 500);

/**
 * Sends activation writes of one run and keeps the record of them: of those that the portal answered and of
 * those that may have reached it. What never left, or was turned away by the rate limiter, was no write.
 */
export const createActivationWriter = (dialect: Dialect, clientId: ClientId, run: Run) => {
  const sent: SentWrite[] = [];
  let accepted = false;

  /** @throws what a further try can't heal */
  const send = async (enabled: boolean, options: { patient: boolean }): Promise<WriteFate> => {
    let tries = 0;
    const attempt = async (): Promise<AcceptedWrite> => {
      tries += 1;
      // Calls are scarce now: the next one is left to a client that nobody has written to.
      if (!enabled && tries > 1 && !accepted && (await run.isMoot())) throw new MootError();
      return dialect.setActivation(clientId, enabled, run.deadline);
    };
    try {
      const write = await patiently(
        WRITE,
        attempt,
        ({ error, random }) =>
          options.patient && error instanceof RateLimitedError ? rateLimitDelay(error, random) : undefined,
        run,
      );
      const at = run.now();
      sent.push({ at, status: write.status });
      accepted = true;
      if (!enabled) run.disableAccepted(at, write.portalAt);
      return { kind: 'accepted', at, write };
    } catch (error) {
      const at = run.now();
      if (error instanceof RateLimitedError) return { kind: 'spared', at };
      if (error instanceof HttpError && error.operation === WRITE) sent.push({ at, status: error.status });
      if (fateUnknown(error)) {
        if (!(error instanceof HttpError)) sent.push({ at, status: null });
        return { kind: 'unknown', at, error };
      }
      if (healable(error)) return { kind: 'unsent', at, error };
      throw error;
    }
  };

  return { sent, send };
};
