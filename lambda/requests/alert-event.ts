import * as z from 'zod';
import { LineSchema, ReasonSchema } from '../text.ts';
import { ClientIdSchema } from './client-id.ts';
import { SeveritySchema } from './severity.ts';

/** The `detail-type` that the rule listens to. */
export const ALERT_DETAIL_TYPE = 'OAuth2 Client Security Alert';

/** The `alertId` of the stack's own daily drill, by which its proofs are counted. */
export const CANARY_ALERT_ID = 'canary';

/** Senders often write `null` or an empty text where they mean "nothing". */
const absent = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

const optional = <S extends z.ZodType>(schema: S) => z.preprocess(absent, schema.optional());

/** A harmless text: a number or boolean is read as text, anything else as nothing. */
const harmless = (schema: typeof LineSchema) =>
  z.preprocess(
    (value) => (['string', 'number', 'boolean'].includes(typeof value) ? absent(String(value)) : undefined),
    schema.transform((text) => (text === '' ? undefined : text)).optional(),
  );

const TIME = 'must be an ISO 8601 time with a zone, for example 2026-01-31T03:00:00Z';
const TimeSchema = z.iso
  .datetime({ offset: true, error: TIME })
  .transform((time) => new Date(time))
  // A zone can carry the first and the last day out of the years that ISO 8601 writes with four digits.
  .refine((time) => time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9_999, TIME);

/** Asked even where other fields are wrong, so that every problem is told at once: hence of raw values. */
const ClientNamesSchema = z
  .object({ clientId: z.unknown().optional(), client_id: z.unknown().optional() })
  .transform(({ clientId, client_id }) => [clientId, client_id].map(absent).filter((id) => id !== undefined));

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

/** An event of EventBridge; `id`, not an id of the sender's, is what makes two deliveries the same alert. */
const EnvelopeSchema = z.looseObject({
  id: LineSchema.refine((id) => id !== '', 'must not be empty'),
  source: LineSchema.refine((source) => source !== '', 'must not be empty'),
  'detail-type': LineSchema,
  time: TimeSchema,
  'replay-name': optional(LineSchema).describe('set by EventBridge on a replay from an archive'),
  action: optional(z.literal('disable', 'must be "disable" or absent: an event can only disable')),
  detail: z
    .looseObject({
      clientId: optional(ClientIdSchema),
      client_id: optional(ClientIdSchema).describe('the same as clientId'),
      action: optional(z.literal('disable', 'must be "disable" or absent: an event can only disable')),
      alertId: harmless(LineSchema).describe('the sender’s own id; default: envelope id'),
      severity: optional(SeveritySchema),
      reason: harmless(ReasonSchema).describe('why; default: title, description, type'),
      title: harmless(ReasonSchema),
      description: harmless(ReasonSchema),
      type: harmless(LineSchema),
      detector: harmless(LineSchema),
      portal: optional(PortalUrlSchema).describe('its origin must be the configured portal'),
      detectedAt: optional(TimeSchema).describe('default, and at the latest: envelope time'),
      dryRun: optional(z.boolean('must be true or false, without quotes')).describe(
        'true: a drill, nothing is written',
      ),
    })
    .refine(namesClient, {
      path: ['clientId'],
      error: 'is missing: the UUID of the OAuth2 client to disable',
      when: () => true,
    })
    .refine((detail) => !namesTwoClients(detail), {
      error: 'names two different clients in clientId and client_id; which one is meant?',
      when: () => true,
    }),
});

/**
 * An alert as the rule delivers it, and the inner alert that comes out.
 *
 * Liberal in what is harmless: unknown fields are ignored, `null` and empty texts count as absent. Strict in
 * what decides: the client id, the severity, the times, the portal.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export const AlertEventSchema = EnvelopeSchema.transform((event, context) => {
  const { detail } = event;
  const clientId = detail.clientId ?? detail.client_id;
  // Refused above already; said again for the compiler.
  if (clientId === undefined) {
    context.addIssue({ code: 'custom', message: 'names no client' });
    return z.NEVER;
  }
  const claimed = detail.detectedAt ?? event.time;
  return {
    trigger: 'alert' as const,
    action: 'disable' as const,
    clientId,
    eventId: event.id,
    source: event.source,
    alertId: detail.alertId ?? event.id,
    severity: detail.severity ?? ('high' as const),
    reason: detail.reason ?? detail.title ?? detail.description ?? detail.type ?? 'no reason given',
    detector: detail.detector,
    portal: detail.portal === undefined ? undefined : new URL(detail.portal).origin,
    // A detector whose clock runs ahead must not make an alert look younger than its delivery.
    detectedAt: claimed > event.time ? event.time : claimed,
    replay: event['replay-name'],
    dryRun: detail.dryRun ?? false,
  };
});

export type Alert = z.infer<typeof AlertEventSchema>;
