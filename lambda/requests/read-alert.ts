import * as z from 'zod/mini';
import { AlertEventSchema } from '../contract/alert-event.ts';
import { type Alert, DEFAULT_SEVERITY, detectionTime, NO_REASON } from './alert.ts';

type AlertEvent = z.output<typeof AlertEventSchema>;

const alertFrom = (event: AlertEvent, context: z.core.ParsePayload): Alert => {
  const { detail } = event;
  const clientId = detail.clientId ?? detail.client_id;
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
