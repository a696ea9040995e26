import * as z from 'zod/mini';
import type { ClientId } from '../contract/client-id.ts';
import { LineSchema } from '../contract/text.ts';
import type { Dialect } from './dialect.ts';
import { HttpError, KeyRefusedError, ResponseSchemaError } from './errors.ts';
import type { ClientState } from './operations.ts';
import { jsonOf } from './parse-answer.ts';
import type { PortalAnswer, PortalCall, PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';
import type { FetchApiKey } from './session.ts';

const StatementSchema = z.object({
  client_id: z.optional(z.string()),
  clientId: z.optional(z.string()),
  id: z.optional(z.string()),
  name: z.catch(z.optional(LineSchema), undefined),
  tenant: z.catch(z.optional(z.number()), undefined),
  active: z.optional(z.boolean()),
  isActive: z.optional(z.boolean()),
  enabled: z.optional(z.boolean()),
});

/** The sample's answers come bare or inside `response`. */
const BodySchema = z.union([
  z.pipe(
    z.object({ response: StatementSchema }),
    z.transform((body) => body.response),
  ),
  StatementSchema,
]);

/**
 * What an answer says about this client: nothing where it names another client, or where its own fields
 * contradict each other.
 */
const stateIn = (answer: PortalAnswer, clientId: ClientId): ClientState | undefined => {
  const body = BodySchema.safeParse(jsonOf(answer)).data;
  if (body === undefined) return undefined;
  const ids = [body.client_id, body.clientId, body.id].filter((id) => id !== undefined);
  if (ids.some((id) => id.toLowerCase() !== clientId)) return undefined;
  const states = new Set([body.active, body.isActive, body.enabled].filter((state) => state !== undefined));
  const [enabled] = states;
  if (enabled === undefined || states.size > 1) return undefined;
  const unknown = { fingerprint: undefined, modifiedAt: undefined };
  return { clientId, name: body.name ?? '', tenant: body.tenant, enabled, ...unknown };
};

/** Whether an answer speaks of a state at all, usable or not: then it is a read, and must not be ignored. */
const showsState = (answer: PortalAnswer): boolean => {
  const { data } = z
    .looseObject({ response: z.catch(z.optional(z.looseObject({})), undefined) })
    .safeParse(jsonOf(answer));
  return ['active', 'isActive', 'enabled'].some((name) => name in { ...data, ...data?.response });
};

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
        const answer = await withKey(call, deadline);
        const state = stateIn(answer, clientId);
        if (state === undefined && showsState(answer)) {
          throw new ResponseSchemaError(call.operation, 'it shows another client, or contradicts itself');
        }
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
      // The sample promises JSON; only the bare 200 of a proxy that drops bodies is let through.
      if (answer.text.trim() !== '' && jsonOf(answer) === undefined) {
        throw new ResponseSchemaError('change activation', 'it is neither JSON nor empty');
      }
      return {
        status: answer.status,
        tokensLeft: answer.tokensLeft,
        statedEnabled: stateIn(answer, clientId)?.enabled,
        portalAt: answer.date,
      };
    },
    probe: async () => undefined,
    owner: () => undefined,
    spoken: () => 'documented',
  };
};
