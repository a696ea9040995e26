import * as z from 'zod/mini';
import { AlertEventSchema } from '../contract/alert-event.ts';
import type { ClientId } from '../contract/client-id.ts';
import type { FindingReference } from '../contract/finding-reference.ts';
import type { Severity } from '../contract/severity.ts';
import type { Moment } from '../contract/time.ts';

/** The inner alert that every accepted format is read as. Nothing behind the door knows of a format. */
export type Alert = {
  trigger: 'alert';
  action: 'disable';
  clientId: ClientId;
  /** Envelope id; of an alert that was wrapped, the id of the message that brought it. */
  eventId: string;
  /** Distinguishes the findings, or the clients, of one event; absent if an event is one alert. */
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
  /** When it was last seen or changed: its age counts from then. */
  detectedAt: Date;
  /** When it was last seen: a person's decision after that is kept. Absent if a finding does not say so. */
  seenAt: Date | undefined;
  /** A time in it cannot be read, so that another one counts. */
  hasUnreadableTime: boolean;
  /** Name of the replay from an archive, if it is one. */
  replay: string | undefined;
  /** A person chose this alert to be acted on, whatever its severity. */
  chosenByPerson: boolean;
  /** The field by which its own system takes it back, and its value; in our own words. */
  inactive: string | undefined;
  dryRun: boolean;
  /** Where a note about it belongs, if it is a finding that can be asked for. */
  finding?: FindingReference | undefined;
  /** Key of the request that our own note on this detection names: this may be nothing but that note coming back. */
  echoOf?: string | undefined;
};

/** Used if an alert names no severity. */
export const DEFAULT_SEVERITY: Severity = 'high';

/** Used if an alert gives no reason. */
export const NO_REASON = 'no reason given';

/** A time that is further ahead of its delivery than this was not meant as one. */
const MAX_AHEAD_MS = 24 * 60 * 60_000;

/**
 * The two clocks of an alert, neither later than its delivery: a detector whose clock runs ahead must not make it look
 * younger than that.
 * @param seen when it was seen
 * @param changed when anybody changed it last, apart from that: it does not show that anything was seen
 */
export const clocksOf = (
  { seen, changed }: { seen: readonly Moment[]; changed: readonly Moment[] },
  deliveredAt: Date,
): Pick<Alert, 'detectedAt' | 'seenAt' | 'hasUnreadableTime'> => {
  const [seenMs = [], allMs = []] = [seen, [...seen, ...changed]].map((times) =>
    times
      .map((time) => (time instanceof Date ? time.getTime() - deliveredAt.getTime() : Number.NaN))
      .filter((fromDelivery) => fromDelivery <= MAX_AHEAD_MS)
      .map((fromDelivery) => deliveredAt.getTime() + Math.min(0, fromDelivery)),
  );
  return {
    detectedAt: allMs.length === 0 ? deliveredAt : new Date(Math.max(...allMs)),
    seenAt: seenMs.length === 0 ? undefined : new Date(Math.max(...seenMs)),
    hasUnreadableTime: allMs.length < [...seen, ...changed].filter((time) => time !== undefined).length,
  };
};

type AlertEvent = z.output<typeof AlertEventSchema>;

const alertFrom = (event: AlertEvent, context: z.core.ParsePayload): Alert => {
  const { detail } = event;
  const clientId = detail.clientId ?? detail.client_id ?? detail.cid;
  const clocks = clocksOf({ seen: [detail.detectedAt], changed: [] }, event.time);
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
    ...clocks,
    seenAt: clocks.detectedAt,
    replay: event['replay-name'],
    chosenByPerson: false,
    inactive: undefined,
    dryRun: detail.dryRun ?? false,
  };
};

/** An alert of our own format, as the rule delivers it. */
export const AlertSchema = z.pipe(AlertEventSchema, z.transform(alertFrom));
