import type { FindingFormat } from '../contract/finding-format.ts';
import type { Alert } from './alert.ts';
import type { Unreadable } from './unreadable.ts';

/** A finding without the key, or sent by another button: not for us, so nobody hears of it. */
export type IgnoredFinding = {
  because: 'no-key' | 'other-button';
  eventId: string;
  findingId: string | undefined;
  format: FindingFormat;
};

/** What the door makes of one alert or finding. */
export type Reading =
  | { kind: 'alert'; alert: Alert }
  | { kind: 'invalid'; unreadable: Unreadable }
  | { kind: 'ignored'; finding: IgnoredFinding };

/** What the door makes of one event: one reading, or one for each finding in it. */
export type EventReading = { format: 'alert' | FindingFormat; readings: readonly Reading[] };
