import * as z from 'zod/mini';
import { CLIENT_ID_MISSING, ClientIdSchema } from './client-id.ts';
import { envelope, OnlyDisableSchema } from './envelope.ts';
import { SeveritySchema } from './severity.ts';
import { absent, harmless, IdSchema, LineSchema, optional, ReasonSchema } from './text.ts';
import { MomentSchema } from './time.ts';

/** The `detail-type` that the rule listens to. */
export const ALERT_DETAIL_TYPE = 'OAuth2 Client Security Alert';

/** The `alertId` of the stack's own daily drill, by which its proofs are counted. */
export const CANARY_ALERT_ID = 'canary';

/** The most clients that one alert may name. */
export const MAX_CLIENTS = 100;

const CLIENTS = `must be a list of 1 to ${MAX_CLIENTS} ids; an id outside it must also be in it`;

/** Every name of a client that a detail may hold. */
const ClientNamesSchema = z.object({
  clientId: z.optional(z.unknown()),
  client_id: z.optional(z.unknown()),
  cid: z.optional(z.unknown()),
  clientIds: z.optional(z.unknown()),
});

/** Checks raw values, so that it also runs if other fields are wrong, and every problem is shown at once. */
const namesOneClient: z.core.CheckFn<unknown> = ({ value, issues }) => {
  const { data } = ClientNamesSchema.safeParse(value);
  if (data === undefined) return;
  const { clientIds, ...names } = data;
  const isListed = Array.isArray(clientIds) ? clientIds.length > 0 : absent(clientIds) !== undefined;
  const named = Object.entries(names).filter(([, id]) => absent(id) !== undefined);
  const ids = new Set(named.flatMap(([, id]) => ClientIdSchema.safeParse(id).data ?? []));
  if (named.length === 0 && !isListed)
    issues.push({ code: 'custom', path: ['clientId'], message: CLIENT_ID_MISSING, input: value });
  // The door splits a list before it reads: a list that comes here whole does not hold the id outside it.
  if (Array.isArray(clientIds) && isListed)
    issues.push({ code: 'custom', path: ['clientIds'], message: CLIENTS, input: value });
  const message = `names two different clients in ${named.map(([name]) => name).join(' and ')}; which one is meant?`;
  if (ids.size > 1) issues.push({ code: 'custom', path: [], message, input: value });
};

const PORTAL = 'must be the URL of a portal';
const MAX_URL_LENGTH = 2_048;

const PortalUrlSchema = z
  .string(PORTAL)
  .check(
    z.maxLength(MAX_URL_LENGTH, { error: PORTAL, abort: true }),
    z.url({ protocol: /^https?$/, error: PORTAL }),
  );

/**
 * An alert as the rule delivers it.
 *
 * Liberal in what is harmless: unknown fields are ignored, `null` and empty texts count as absent. Strict in
 * what decides: the client id, the severity, the envelope's time, the portal.
 */
export const AlertEventSchema = z.looseObject({
  ...envelope,
  detail: z
    .looseObject({
      clientId: optional(ClientIdSchema),
      client_id: optional(ClientIdSchema).check(z.describe('the same as clientId')),
      cid: optional(ClientIdSchema).check(z.describe('the same as clientId')),
      clientIds: z
        .pipe(
          // An empty list names nobody.
          z.transform((list) => (Array.isArray(list) && list.length === 0 ? undefined : absent(list))),
          z.optional(z.array(ClientIdSchema, CLIENTS).check(z.maxLength(MAX_CLIENTS, CLIENTS))),
        )
        .check(z.describe(`instead of clientId: 1 to ${MAX_CLIENTS} clients, one alert each`)),
      action: OnlyDisableSchema,
      alertId: harmless(IdSchema).check(z.describe("the sender's own id; default: envelope id")),
      severity: optional(SeveritySchema),
      reason: harmless(ReasonSchema).check(z.describe('why; default: title, description, type')),
      title: harmless(ReasonSchema),
      description: harmless(ReasonSchema),
      type: harmless(LineSchema),
      detector: harmless(LineSchema),
      portal: optional(PortalUrlSchema).check(z.describe('its origin must be the configured portal')),
      detectedAt: MomentSchema.check(
        z.describe(
          'ISO 8601 with a zone, or a number since 1970 in s, ms, µs or ns; default, at the latest, and if it cannot be read: envelope time',
        ),
      ),
      dryRun: optional(z.boolean('must be true or false, without quotes')).check(
        z.describe('true: a drill, nothing is written'),
      ),
    })
    .check(z.check(namesOneClient, { when: () => true })),
});
