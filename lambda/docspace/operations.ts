import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { ClientDetails } from '../contract/client-details.ts';
import type { ClientId } from '../contract/client-id.ts';
import { LineSchema } from '../contract/text.ts';
import { ResponseSchemaError } from './errors.ts';
import { instantOf, parseAnswer } from './portal-answer.ts';
import type { PortalHttp } from './portal-http.ts';
import type { Deadline } from './run.ts';

const TokenSchema = z.object({ response: z.jwt() });

/** The service writes 0 to 9 digits of a second, and UTC. */
const PortalTimeSchema = z.pipe(
  z.string(),
  z.transform((time) => instantOf(/(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`)),
);

/** The most scopes, and the most addresses, that are kept of a client. */
const MAX_ENTRIES = 50;

const PersonSchema = z.catch(z.nullable(z.guid()), null);

const LinesSchema = z.catch(
  z.nullable(
    z.pipe(
      z.array(z.unknown()),
      z.transform((entries) =>
        entries.slice(0, MAX_ENTRIES).flatMap((entry) => LineSchema.safeParse(entry).data ?? []),
      ),
    ),
  ),
  null,
);

/** Evidence only: a field that is not as expected is left out, and stops nothing. */
const evidence = {
  created_by: PersonSchema,
  created_on: z.catch(z.optional(PortalTimeSchema), undefined),
  modified_by: PersonSchema,
  scopes: LinesSchema,
  redirect_uris: LinesSchema,
  is_public: z.catch(z.nullable(z.boolean()), null),
};

/** What the kill switch needs to know of a client; the secret in the answer is dropped here. */
const ClientSchema = z.pipe(
  z.object({
    client_id: z.string(),
    name: z.catch(LineSchema, ''),
    tenant: z.optional(z.number()),
    enabled: z.boolean(),
    client_secret: z.catch(z.optional(z.string().check(z.minLength(1))), undefined),
    modified_on: z.catch(z.optional(PortalTimeSchema), undefined),
    ...evidence,
  }),
  z.transform(({ client_secret: secret, ...client }) => ({
    clientId: client.client_id,
    name: client.name,
    tenant: client.tenant,
    enabled: client.enabled,
    /** Shows whether the secret was changed, without keeping it: SHA-256, in hexadecimal digits. */
    fingerprint:
      secret === undefined
        ? undefined
        : createHash('sha256')
            .update(JSON.stringify([client.client_id, secret]))
            .digest('hex'),
    modifiedAt: client.modified_on,
    details: {
      createdBy: client.created_by,
      createdOn: client.created_on?.toISOString() ?? null,
      modifiedBy: client.modified_by,
      modifiedOn: client.modified_on?.toISOString() ?? null,
      scopes: client.scopes,
      redirectUris: client.redirect_uris,
      isPublic: client.is_public,
    } satisfies ClientDetails,
  })),
);

/** State of one client as the portal shows it. `tenant` is absent if the portal does not show it. */
export type ClientState = Omit<z.output<typeof ClientSchema>, 'details'> & { details?: ClientDetails };

/**
 * Trades the API key for a signature: a JWT that is worth an admin's password for five minutes.
 * @see DocSpace-server, security controller, `GET api/2.0/security/oauth2/token`, v3.7.2-server
 */
export const exchangeKey = async (http: PortalHttp, apiKey: string, deadline: Deadline) => {
  const operation = 'token exchange';
  const answer = await http(
    {
      operation,
      method: 'GET',
      path: 'security/oauth2/token',
      headers: { authorization: `Bearer ${apiKey}` },
    },
    deadline,
  );
  return { signature: parseAnswer(operation, answer, TokenSchema).response, skewMs: answer.skewMs };
};

/**
 * State of one client. The raw answer holds the client secret in plain text: never log it.
 * @throws ResponseSchemaError if the answer shows another client
 * @see DocSpace-server, common/ASC.Identity registration, ClientQueryController, v3.7.2-server
 */
export const getClient = async (
  http: PortalHttp,
  signature: string,
  clientId: ClientId,
  deadline: Deadline,
) => {
  const operation = 'read client';
  const answer = await http(
    { operation, method: 'GET', path: `clients/${clientId}`, headers: { 'x-signature': signature } },
    deadline,
  );
  const client = parseAnswer(operation, answer, ClientSchema);
  if (client.clientId !== clientId) throw new ResponseSchemaError(operation, 'it shows another client');
  return client;
};

/**
 * Enables or disables a client. The body holds `status` and nothing else: the service reads a missing field as
 * false, with 200, and answers 200 with an empty body to every change.
 * @see DocSpace-server, common/ASC.Identity registration, ClientCommandController, v3.7.2-server
 */
export const changeActivation = async (
  http: PortalHttp,
  signature: string,
  clientId: ClientId,
  enabled: boolean,
  deadline: Deadline,
) => {
  const operation = 'change activation';
  const answer = await http(
    {
      operation,
      method: 'PATCH',
      path: `clients/${clientId}/activation`,
      headers: { 'x-signature': signature },
      body: { status: enabled },
    },
    deadline,
  );
  // A sign-in or maintenance page answers 200 to every write, and nothing changes.
  if (answer.text.trimStart().startsWith('<')) throw new ResponseSchemaError(operation, 'it is a page');
  return answer;
};

export const REGENERATE = 'regenerate secret';

/**
 * Gives a client a new secret, and writes back the `enabled` that the service read before: off must be proven again
 * after it. The answer holds the secret in plain text, and is dropped here unread. Costs a call of the same rate limit
 * as an activation.
 * @see DocSpace-server, common/ASC.Identity registration, ClientCommandController, v3.7.2-server
 */
export const regenerateSecret = async (
  http: PortalHttp,
  signature: string,
  clientId: ClientId,
  deadline: Deadline,
): Promise<void> => {
  await http(
    {
      operation: REGENERATE,
      method: 'PATCH',
      path: `clients/${clientId}/regenerate`,
      headers: { 'x-signature': signature },
    },
    deadline,
  );
};
