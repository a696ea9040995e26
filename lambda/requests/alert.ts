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
  /** Envelope id. */
  eventId: string;
  /** Distinguishes the findings of one event; absent where an event is one alert. */
  findingId: string | undefined;
  source: string;
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
