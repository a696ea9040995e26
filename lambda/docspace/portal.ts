import type { DIALECTS } from '../contract/settings.ts';
import { readAuditTrail } from './audit-trail.ts';
import { currentDialect } from './current-dialect.ts';
import type { Dialect } from './dialect.ts';
import { documentedDialect } from './documented-dialect.ts';
import { HttpError, isNoTokenExchange, KeyRefusedError, NotAPortalError } from './errors.ts';
import { REGENERATE } from './operations.ts';
import { createPortalHttp } from './portal-http.ts';
import { createSession, type FetchApiKey } from './session.ts';

/** The configured portal, in the dialect that the settings name. Lives as long as the container: it holds the signature. */
export const createPortal = ({
  portal,
  dialect,
  fetchApiKey,
  fetch,
  now,
  callTimeoutMs,
}: {
  portal: string;
  dialect: (typeof DIALECTS)[number];
  fetchApiKey: FetchApiKey;
  fetch: typeof globalThis.fetch;
  now: () => Date;
  callTimeoutMs: number;
}): Dialect => {
  let limitedAt: Date | undefined;
  const onRateLimit = () => {
    limitedAt = now();
  };
  const http = createPortalHttp({ portal, fetch, now, callTimeoutMs, onRateLimit });
  const current: Dialect = {
    ...currentDialect(http, createSession({ http, fetchApiKey, now })),
    readAuditTrail: async (query, deadline) =>
      readAuditTrail(http, await fetchApiKey({ fresh: false }), query, deadline),
    rateLimitedAt: () => limitedAt,
  };
  const documented = () => documentedDialect(http, fetchApiKey);
  switch (dialect) {
    case 'current':
      return current;
    case 'documented':
      return documented();
    case 'auto':
      return autoDialect(current, documented);
    default:
      return dialect satisfies never;
  }
};

/** The status by which the documented write was refused; a 5xx is no refusal: the write may have taken effect. */
const refusedStatus = (error: unknown): number | undefined => {
  if (error instanceof KeyRefusedError) return 401;
  return error instanceof HttpError && error.status < 500 ? error.status : undefined;
};

/**
 * Speaks `current`. If the token exchange answers 404, a write is sent in the documented way anyway, since the portal may
 * speak the published sample only. But that is a guess: a suspended portal answers 404, too, and a proxy in front of a
 * portal may answer 404, and then 2xx to every write. So after a 404 no state that the portal shows is believed, and
 * nothing is remembered: each call needs a signature, and only the session knows whether it has one.
 */
const autoDialect = (current: Dialect, documented: () => Dialect): Dialect => {
  let spoken: 'current' | 'guessed' = 'current';

  const orGuess = async <T>(ask: () => Promise<T>, guess: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask();
      spoken = 'current';
      return answer;
    } catch (error) {
      spoken = isNoTokenExchange(error) ? 'guessed' : 'current';
      if (spoken === 'current') throw error;
    }
    return guess();
  };

  return {
    ...current,
    readClient: (clientId, deadline) =>
      orGuess(
        () => current.readClient(clientId, deadline),
        () => Promise.reject(new NotAPortalError('read client')),
      ),
    setActivation: (clientId, enabled, deadline) =>
      orGuess(
        () => current.setActivation(clientId, enabled, deadline),
        async () => {
          try {
            return await documented().setActivation(clientId, enabled, deadline);
          } catch (error) {
            const status = refusedStatus(error);
            throw status === undefined ? error : new NotAPortalError('change activation', status);
          }
        },
      ),
    regenerateSecret: (clientId, deadline) =>
      orGuess(
        () => current.regenerateSecret(clientId, deadline),
        () => Promise.reject(new NotAPortalError(REGENERATE)),
      ),
    spoken: () => spoken,
  };
};
