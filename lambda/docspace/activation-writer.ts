import type { ClientId } from '../contract/client-id.ts';
import type { AcceptedWrite, Dialect } from './dialect.ts';
import {
  ContainedMeanwhileError,
  type DocSpaceError,
  HttpError,
  NetworkError,
  RateLimitedError,
  ResponseSchemaError,
  TimeoutError,
} from './errors.ts';
import { patiently } from './patience.ts';
import { onlyAfterRateLimit } from './retry.ts';
import type { Run } from './run.ts';

/** One write that left for the portal. */
export type SentWrite = {
  /** What it asked for. */
  enabled: boolean;
  sentAt: Date;
  /** Null: no answer came, so it may take effect or not. */
  answeredAt: Date | null;
  status: number | null;
};

/** Whether a write may still take effect: no answer came, or one that leaves it open. */
export const isUnanswered = ({ status }: SentWrite): boolean => status === null || status >= 500;

/** A disabling write that the portal accepted; `portalAt` is the portal's clock when it answered. */
type AcceptedDisable = { sentAt: Date; at: Date; portalAt: Date | undefined };

export type SendResult =
  | { kind: 'accepted'; at: Date; write: AcceptedWrite }
  /** No answer, or a 5xx: the write may have been applied, may be applied later, or never. */
  | { kind: 'unknown'; at: Date; error: DocSpaceError }
  /** It never left: no connection, or no signature to send it with. */
  | { kind: 'unsent'; at: Date; error: DocSpaceError }
  /** The rate limiter refused it. */
  | { kind: 'rate-limited'; at: Date };

/** Functions that a run may be given: called, or asked, while it disables a client. */
export type DisableHooks = {
  /** Called with every accepted disabling write, while the run settles. */
  onAccepted?: (write: AcceptedDisable) => void;
  /** Asked before a disabling write is repeated after the rate limit. */
  isContainedMeanwhile?: () => Promise<boolean>;
};

const WRITE = 'change activation';

/** Whether a write may have been applied, or may be later, although it failed. */
export const mayBeApplied = (error: unknown, operation = WRITE): error is DocSpaceError =>
  (error instanceof TimeoutError && error.operation === operation) ||
  (error instanceof NetworkError && error.operation === operation && error.left) ||
  (error instanceof ResponseSchemaError && error.operation === operation) ||
  (error instanceof HttpError && error.operation === operation && error.status >= 500);

/** Errors that may pass by themselves within the same run. */
const mayPass = (error: unknown): error is DocSpaceError =>
  error instanceof TimeoutError ||
  error instanceof NetworkError ||
  (error instanceof HttpError && error.status >= 500);

/**
 * Sends activation writes of one run and records them: those that the portal answered, and those that may have reached
 * it. A call that was never sent, or that the rate limiter refused, is no write.
 */
export const createActivationWriter = (
  dialect: Dialect,
  clientId: ClientId,
  run: Run,
  { onAccepted, isContainedMeanwhile }: DisableHooks = {},
) => {
  const sent: SentWrite[] = [];
  let accepted = false;

  /** @throws an error that would come again */
  const send = async (enabled: boolean, options: { patient: boolean }): Promise<SendResult> => {
    let tries = 0;
    let sentAt = run.now();
    const attempt = async (): Promise<AcceptedWrite> => {
      tries += 1;
      // The rate limit allows few calls now: they are left to clients that nobody has written to yet.
      if (tries > 1 && !accepted && (await isContainedMeanwhile?.())) throw new ContainedMeanwhileError();
      sentAt = run.now();
      return dialect.setActivation(clientId, enabled, run.deadline);
    };
    try {
      const write = await patiently(
        WRITE,
        attempt,
        (tried) => (options.patient ? onlyAfterRateLimit(tried) : undefined),
        run,
      );
      const at = run.now();
      sent.push({ enabled, sentAt, answeredAt: at, status: write.status });
      accepted = true;
      if (!enabled) onAccepted?.({ sentAt, at, portalAt: write.portalAt });
      return { kind: 'accepted', at, write };
    } catch (error) {
      const at = run.now();
      if (error instanceof RateLimitedError) return { kind: 'rate-limited', at };
      if (error instanceof HttpError && error.operation === WRITE)
        sent.push({ enabled, sentAt, answeredAt: at, status: error.status });
      if (mayBeApplied(error)) {
        if (!(error instanceof HttpError)) sent.push({ enabled, sentAt, answeredAt: null, status: null });
        return { kind: 'unknown', at, error };
      }
      if (mayPass(error)) return { kind: 'unsent', at, error };
      throw error;
    }
  };

  return { sent, send };
};
