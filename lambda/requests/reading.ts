import type { FindingFormat } from '../contract/finding-format.ts';
import type { Alert } from './alert.ts';
import type { Unreadable } from './unreadable.ts';

/**
 * A finding without the key, or sent by another button; or an event that the kill switch itself has sent. Not for us, so
 * no result is published.
 */
export type Ignored = {
  because: 'no-key' | 'other-button' | 'own-event';
  eventId: string | undefined;
  findingId: string | undefined;
  format: 'alert' | FindingFormat;
};

/** What the door makes of one alert or finding. */
export type Reading =
  | { kind: 'alert'; alert: Alert }
  | { kind: 'invalid'; unreadable: Unreadable }
  | { kind: 'ignored'; finding: Ignored };

/** What the door makes of one event: one reading, or one for each client or finding in it. */
export type EventReading = {
  format: 'alert' | FindingFormat;
  /** As it was before it was wrapped. */
  event: unknown;
  readings: readonly Reading[];
};
