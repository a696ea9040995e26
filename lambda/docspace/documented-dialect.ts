import type { Dialect } from './dialect.ts';
import { HttpError, KeyRefusedError, ResponseSchemaError } from './errors.ts';
import { NoRegenerateError } from './no-regenerate-error.ts';
import { jsonOf } from './portal-answer.ts';
import type { PortalAnswer, PortalCall, PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';
import type { FetchApiKey } from './session.ts';
import { showsState, statementIn } from './statement.ts';

/** Statuses by which a portal may say that it has no such read; the sample promises none. */
const NO_SUCH_READ: readonly number[] = [403, 404, 405, 501];

/** The published sample: the key itself as bearer token, and `PUT {"active": …}`. */
export const documentedDialect = (http: PortalHttp, fetchApiKey: FetchApiKey): Dialect => {
  const withKey = async (call: Omit<PortalCall, 'headers'>, deadline: Deadline): Promise<PortalAnswer> => {
    const send = async (fresh: boolean) =>
      http({ ...call, headers: { authorization: `Bearer ${await fetchApiKey({ fresh })}` } }, deadline);
    try {
      return await send(false);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 401)) throw error;
    }
    try {
      return await send(true);
    } catch (error) {
      throw error instanceof HttpError && error.status === 401 ? new KeyRefusedError() : error;
    }
  };

  return {
    readClient: async (clientId, deadline) => {
      try {
        const call = { operation: 'read client', method: 'GET' as const, path: `clients/${clientId}` };
        const body = jsonOf(await withKey(call, deadline));
        const state = statementIn(call.operation, body, clientId);
        // It is a read, and must not be taken for a portal that has none.
        if (state === undefined && showsState(body))
          throw new ResponseSchemaError(call.operation, 'it does not say whose state it shows');
        return state;
      } catch (error) {
        if (error instanceof HttpError && NO_SUCH_READ.includes(error.status)) return undefined;
        throw error;
      }
    },
    setActivation: async (clientId, enabled, deadline) => {
      const answer = await withKey(
        {
          operation: 'change activation',
          method: 'PUT',
          path: `clients/${clientId}/activation`,
          body: { active: enabled },
        },
        deadline,
      );
      const body = jsonOf(answer);
      // The sample promises JSON; only the bare 200 of a proxy that drops bodies is let through.
      if (answer.text.trim() !== '' && body === undefined) {
        throw new ResponseSchemaError('change activation', 'it is neither JSON nor empty');
      }
      return {
        status: answer.status,
        tokensLeft: answer.tokensLeft,
        statedEnabled: statementIn('change activation', body, clientId)?.enabled,
        portalAt: answer.date,
      };
    },
    // The sample has no such call.
    regenerateSecret: () => Promise.reject(new NoRegenerateError()),
    signIn: async () => false,
    owner: () => undefined,
    // It sends the key itself, and no 404 here is the key's doing.
    doubtKey: () => {},
    spoken: () => 'documented',
  };
};
