import type { Dialect } from './dialect.ts';
import { HttpError } from './errors.ts';
import { changeActivation, getClient, regenerateSecret } from './operations.ts';
import type { PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';
import type { Session } from './session.ts';

const isSignatureRefused = (error: unknown): error is HttpError =>
  error instanceof HttpError && error.status === 403 && error.shape === 'empty' && !error.counted;

/** The service as it really is since release 3.1: a signature, and `PATCH {"status": …}`. */
export const currentDialect = (http: PortalHttp, session: Session): Dialect => {
  /**
   * The service refuses an expired or foreign signature by an empty 403 that the rate limiter never saw: one new
   * signature, one more try. Refused again, it is neither the key nor its scope: the portal accepted both just now.
   */
  const withSignature = async <T>(
    deadline: Deadline,
    call: (signature: string) => Promise<T>,
  ): Promise<T> => {
    const { jwt } = await session.signature({ fresh: false }, deadline);
    try {
      return await call(jwt);
    } catch (error) {
      if (!isSignatureRefused(error)) throw error;
    }
    const { jwt: renewed } = await session.signature({ fresh: true }, deadline);
    try {
      return await call(renewed);
    } catch (error) {
      throw isSignatureRefused(error) ? new HttpError({ ...error, credential: 'new signature' }) : error;
    }
  };

  return {
    readClient: (clientId, deadline) =>
      withSignature(deadline, (signature) => getClient(http, signature, clientId, deadline)),
    setActivation: (clientId, enabled, deadline) =>
      withSignature(deadline, async (signature) => {
        const answer = await changeActivation(http, signature, clientId, enabled, deadline);
        const { status, tokensLeft, date } = answer;
        return { status, tokensLeft, statedEnabled: undefined, portalAt: date };
      }),
    regenerateSecret: (clientId, deadline) =>
      withSignature(deadline, (signature) => regenerateSecret(http, signature, clientId, deadline)),
    signIn: async (deadline) => {
      await session.signature({ fresh: true, keep: true }, deadline);
      return true;
    },
    owner: session.current,
    doubtKey: session.doubt,
    spoken: () => 'current',
  };
};
