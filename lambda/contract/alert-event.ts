import * as z from 'zod/mini';
import { CLIENT_ID_MISSING, ClientIdSchema } from './client-id.ts';
import { envelope, OnlyDisableSchema } from './envelope.ts';
import { absent, harmless, optional } from './lenient.ts';
import { SeveritySchema } from './severity.ts';
import { IdSchema, LineSchema, ReasonSchema } from './text.ts';
import { MomentSchema } from './time.ts';

/** The `detail-type` that the rule listens to. */
export const ALERT_DETAIL_TYPE = 'OAuth2 Client Security Alert';

/** The `alertId` of the stack's own daily drill, by which its proofs are counted. */
export const CANARY_ALERT_ID = 'canary';

const TWO_CLIENTS = 'names two different clients in clientId and client_id; which one is meant?';

/** Every name of the client that stands in a detail. */
const ClientNamesSchema = z.object({ clientId: z.optional(z.unknown()), client_id: z.optional(z.unknown()) });

/** Asked even where other fields are wrong, so that every problem is shown at once: hence of raw values. */
const namesOneClient: z.core.CheckFn<unknown> = ({ value, issues }) => {
  const { data } = ClientNamesSchema.safeParse(value);
  if (data === undefined) return;
  const named = [data.clientId, data.client_id].filter((id) => absent(id) !== undefined);
  const ids = new Set(named.flatMap((id) => ClientIdSchema.safeParse(id).data ?? []));
  if (named.length === 0)
    issues.push({ code: 'custom', path: ['clientId'], message: CLIENT_ID_MISSING, input: value });
  if (ids.size > 1) issues.push({ code: 'custom', path: [], message: TWO_CLIENTS, input: value });
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
          'ISO 8601 with a zone, or a number since 1970 in s, ms, µs or ns; default, at the latest, and where it cannot be read: envelope time',
        ),
      ),
      dryRun: optional(z.boolean('must be true or false, without quotes')).check(
        z.describe('true: a drill, nothing is written'),
      ),
    })
    .check(z.check(namesOneClient, { when: () => true })),
});
