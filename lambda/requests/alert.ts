import * as z from 'zod/mini';
import { AlertEventSchema } from '../contract/alert-event.ts';
import type { ClientId } from '../contract/client-id.ts';
import type { Severity } from '../contract/severity.ts';

/** How a finding's own system says that nobody has to act on it any more. */
export const INACTIVE_STATES = ['suppressed', 'resolved', 'archived', 'deleted', 'closed'] as const;

export type InactiveState = (typeof INACTIVE_STATES)[number];

/** The inner alert that every accepted format is read as. Nothing behind the door knows of a format. */
export type Alert = {
  trigger: 'alert';
  action: 'disable';
  clientId: ClientId;
  /** Envelope id; of an alert that was wrapped, the id of the message that brought it. */
  eventId: string;
  /** Distinguishes the findings, or the clients, of one event; absent where an event is one alert. */
  findingId: string | undefined;
  source: string;
  /** ARN of the topic or queue that brought it, if it was wrapped. */
  transport: string | undefined;
  alertId: string;
  severity: Severity;
  reason: string;
  detector: string | undefined;
  /** Origin of the portal that the alert is about, if it says so. */
  portal: string | undefined;
  detectedAt: Date;
  /** Name of the replay from an archive, if it is one. */
  replay: string | undefined;
  /** A person picked this very alert to be acted on, whatever its severity. */
  chosenByPerson: boolean;
  inactive: InactiveState | undefined;
  dryRun: boolean;
};

/** Used where an alert names no severity. */
export const DEFAULT_SEVERITY: Severity = 'high';

/** Used where an alert gives no reason. */
export const NO_REASON = 'no reason given';

/** A detector whose clock runs ahead must not make an alert look younger than its delivery. */
export const detectionTime = (detectedAt: Date | undefined, deliveredAt: Date): Date =>
  detectedAt === undefined || detectedAt > deliveredAt ? deliveredAt : detectedAt;

type AlertEvent = z.output<typeof AlertEventSchema>;

const alertFrom = (event: AlertEvent, context: z.core.ParsePayload): Alert => {
  const { detail } = event;
  const clientId = detail.clientId ?? detail.client_id ?? detail.cid;
  // The event's schema has refused it already; repeated for the compiler.
  if (clientId === undefined) {
    context.issues.push({ code: 'custom', message: 'names no client', input: event });
    return z.NEVER;
  }
  return {
    trigger: 'alert',
    action: 'disable',
    clientId,
    eventId: event.id,
    findingId: undefined,
    source: event.source,
    transport: undefined,
    alertId: detail.alertId ?? event.id,
    severity: detail.severity ?? DEFAULT_SEVERITY,
    reason: detail.reason ?? detail.title ?? detail.description ?? detail.type ?? NO_REASON,
    detector: detail.detector,
    portal: detail.portal === undefined ? undefined : new URL(detail.portal).origin,
    detectedAt: detectionTime(detail.detectedAt, event.time),
    replay: event['replay-name'],
    chosenByPerson: false,
    inactive: undefined,
    dryRun: detail.dryRun ?? false,
  };
};

/** An alert of our own format, as the rule delivers it. */
export const AlertSchema = z.pipe(AlertEventSchema, z.transform(alertFrom));
