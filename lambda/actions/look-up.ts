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

/** A disable does not wait longer than this for the state before it. */
const FIRST_READ_MS = 5_000;

/**
 * A person's disable, and one of a client that the ledger knows, waits no longer than this for the rate limit of reads:
 * writes have one of their own. Any other alert waits to its end: a flood of unknown ids must not reach the breaker.
 */
const FIRST_READ_WAIT_MS = 20_000;

/** Answers that end a disable: a write would get the same. */
const ENDING: readonly number[] = [401, 403, 404];

const endsDisable = (error: unknown): boolean =>
  !(error instanceof DocSpaceError) ||
  error instanceof DeadlineError ||
  error instanceof KeyRefusedError ||
  (error instanceof HttpError && ENDING.includes(error.status));

/**
 * The client before a disable. One try: a read that fails must not hold up the write, so anything but a plain
 * refusal of the portal is read as "unknown", with a warning.
 * @throws what ends the disable: 401, 403, 404, no usable key, no time left
 */
export const lookUpBeforeDisable = async (
  { clientId, trigger }: Pick<ChangeRequest, 'clientId' | 'trigger'>,
  scene: ClientScene,
): Promise<ClientState | undefined> => {
  const { deadline, now, warn, portal, memory } = scene;
  const brief = { ...deadline, remaining: () => Math.min(FIRST_READ_MS, deadline.remaining()) };
  const startedAt = now().getTime();
  const delayFor = ({ error, random }: Attempt): number | undefined => {
    if (!(error instanceof RateLimitedError)) return undefined;
    const delay = rateLimitDelay(error, random);
    // The token exchange is waited for in any case: the write needs it as well.
    const isTooLong = now().getTime() - startedAt + delay > FIRST_READ_WAIT_MS;
    const mayWriteUnseen = trigger === 'manual' || memory.record !== undefined;
    return error.operation === 'read client' && isTooLong && mayWriteUnseen ? undefined : delay;
  };
  try {
    return await patiently('read client', () => portal.readClient(clientId, brief), delayFor, scene);
  } catch (error) {
    if (endsDisable(error)) throw error;
    warn('first-read-failed');
    return undefined;
  }
};
