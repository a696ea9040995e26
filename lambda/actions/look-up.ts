import {
  DeadlineError,
  DocSpaceError,
  HttpError,
  KeyRefusedError,
  RateLimitedError,
} from '../docspace/errors.ts';
import type { ClientState } from '../docspace/operations.ts';
import { patiently } from '../docspace/patience.ts';
import { type Attempt, rateLimitDelay } from '../docspace/retry.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import type { ClientScene } from '../scene.ts';

/** A disable waits at most this long for an answer to its first read. */
const FIRST_READ_MS = 5_000;

/**
 * Reads and writes have separate rate limits. If we may write unseen (a person asks, or the ledger knows the client), we
 * wait at most this long for the read. Otherwise we wait to the end of the run: unknown ids must not use breaker slots.
 */
const FIRST_READ_WAIT_MS = 20_000;

/** Answers that end a disable: a write would get the same. */
const REFUSED_STATUSES: readonly number[] = [401, 403, 404];

const endsDisable = (error: unknown): boolean =>
  !(error instanceof DocSpaceError) ||
  error instanceof DeadlineError ||
  error instanceof KeyRefusedError ||
  (error instanceof HttpError && REFUSED_STATUSES.includes(error.status));

/**
 * The client before a disable. One try: a read that fails must not delay the write, so anything but a plain refusal of
 * the portal is read as "state unknown", with a warning.
 * @throws what ends the disable: 401, 403, 404, no usable key, no time left
 */
export const lookUpBeforeDisable = async (
  { clientId, trigger }: Pick<ChangeRequest, 'clientId' | 'trigger'>,
  scene: ClientScene,
): Promise<ClientState | undefined> => {
  const { deadline, now, warn, portal, memory } = scene;
  const readDeadline = { ...deadline, remaining: () => Math.min(FIRST_READ_MS, deadline.remaining()) };
  const startedAt = now().getTime();
  const delayFor = ({ error, random }: Attempt): number | undefined => {
    if (!(error instanceof RateLimitedError)) return undefined;
    const delay = rateLimitDelay(error, random);
    // The rate limit of the token exchange is waited for in any case: the write needs a token, too.
    const isTooLong = now().getTime() - startedAt + delay > FIRST_READ_WAIT_MS;
    const mayWriteUnseen = trigger === 'manual' || memory.record !== undefined;
    return error.operation === 'read client' && isTooLong && mayWriteUnseen ? undefined : delay;
  };
  try {
    return await patiently('read client', () => portal.readClient(clientId, readDeadline), delayFor, scene);
  } catch (error) {
    if (endsDisable(error)) throw error;
    warn('first-read-failed');
    return undefined;
  }
};
