import * as z from 'zod/mini';
import { CLIENT_ID_MISSING, ClientIdSchema } from '../contract/client-id.ts';
import { envelope, OnlyDisableSchema, TimeSchema } from '../contract/envelope.ts';
import { absent, harmless, optional } from '../contract/lenient.ts';
import { SeveritySchema } from '../contract/severity.ts';
import { LineSchema, ReasonSchema } from '../contract/text.ts';
import { DEFAULT_SEVERITY, firstOf, NO_REASON, placedAlert } from './placed.ts';

/** The `detail-type` that the rule listens to. */
export const ALERT_DETAIL_TYPE = 'OAuth2 Client Security Alert';

/** The `alertId` of the stack's own daily drill, by which its proofs are counted. */
export const CANARY_ALERT_ID = 'canary';

/** Asked even where other fields are wrong, so that every problem is told at once: hence of raw values. */
const ClientNamesSchema = z.pipe(
  z.object({ clientId: z.optional(z.unknown()), client_id: z.optional(z.unknown()) }),
  z.transform(({ clientId, client_id }) =>
    [clientId, client_id].map(absent).filter((id) => id !== undefined),
  ),
);

/** Where an event of our own format could have named its client, and did not. */
export const emptyClientPlaces = (payload: unknown): string[] => {
  const detail =
    z.object({ detail: z.record(z.string(), z.unknown()) }).safeParse(payload).data?.detail ?? {};
  return ['clientId', 'client_id']
    .filter((name) => absent(detail[name]) === undefined)
    .map((name) => `detail.${name}`);
};

const namesClient = (detail: unknown): boolean => {
  const names = ClientNamesSchema.safeParse(detail);
  return !names.success || names.data.length > 0;
};

const namesTwoClients = (detail: unknown): boolean => {
  const ids = (ClientNamesSchema.safeParse(detail).data ?? []).map(
    (name) => ClientIdSchema.safeParse(name).data,
  );
  return new Set(ids.filter((id) => id !== undefined)).size > 1;
};

const PortalUrlSchema = z.url({ protocol: /^https?$/, error: 'must be the URL of a portal' });

const EventSchema = z.looseObject({
  ...envelope,
  detail: z
    .looseObject({
      clientId: optional(ClientIdSchema),
      client_id: optional(ClientIdSchema).check(z.describe('the same as clientId')),
      action: OnlyDisableSchema,
      alertId: harmless(LineSchema).check(z.describe('the sender’s own id; default: envelope id')),
      severity: optional(SeveritySchema),
      reason: harmless(ReasonSchema).check(z.describe('why; default: title, description, type')),
      title: harmless(ReasonSchema),
      description: harmless(ReasonSchema),
      type: harmless(LineSchema),
      detector: harmless(LineSchema),
      portal: optional(PortalUrlSchema).check(z.describe('its origin must be the configured portal')),
      detectedAt: optional(TimeSchema).check(z.describe('default, and at the latest: envelope time')),
      dryRun: optional(z.boolean('must be true or false, without quotes')).check(
        z.describe('true: a drill, nothing is written'),
      ),
    })
    .check(
      z.refine(namesClient, {
        path: ['clientId'],
        error: CLIENT_ID_MISSING,
        when: () => true,
      }),
      z.refine((detail) => !namesTwoClients(detail), {
        error: 'names two different clients in clientId and client_id; which one is meant?',
        when: () => true,
      }),
    ),
});

const placedFrom = (event: z.output<typeof EventSchema>, context: z.core.ParsePayload) => {
  const { detail } = event;
  const clientId = firstOf(
    [
      { place: 'detail.clientId', value: detail.clientId },
      { place: 'detail.client_id', value: detail.client_id },
    ],
    { place: '', value: '' },
  );
  // Refused above already; said again for the compiler.
  if (clientId.value === '') {
    context.issues.push({ code: 'custom', message: 'names no client', input: event });
    return z.NEVER;
  }
  return placedAlert(
    {
      clientId,
      alertId: firstOf([{ place: 'detail.alertId', value: detail.alertId }], {
        place: 'id',
        value: event.id,
      }),
      severity: firstOf([{ place: 'detail.severity', value: detail.severity }], DEFAULT_SEVERITY),
      reason: firstOf(
        [
          { place: 'detail.reason', value: detail.reason },
          { place: 'detail.title', value: detail.title },
          { place: 'detail.description', value: detail.description },
          { place: 'detail.type', value: detail.type },
        ],
        NO_REASON,
      ),
      detectedAt: firstOf([{ place: 'detail.detectedAt', value: detail.detectedAt }], {
        place: 'time',
        value: event.time,
      }),
    },
    {
      deliveredAt: event.time,
      eventId: event.id,
      findingId: undefined,
      source: event.source,
      detector: detail.detector,
      portal: detail.portal === undefined ? undefined : new URL(detail.portal).origin,
      replay: event['replay-name'],
      chosenByPerson: false,
      inactive: undefined,
      dryRun: detail.dryRun ?? false,
    },
  );
};

/** An alert of our own format as the rule delivers it, with the places of what comes out. */
export const PlacedAlertEventSchema = z.pipe(EventSchema, z.transform(placedFrom));

/**
 * An alert as the rule delivers it, and the inner alert that comes out.
 *
 * Liberal in what is harmless: unknown fields are ignored, `null` and empty texts count as absent. Strict in
 * what decides: the client id, the severity, the times, the portal.
 */
export const AlertEventSchema = z.pipe(
  PlacedAlertEventSchema,
  z.transform(({ alert }) => alert),
);
