import type { FindingFormat } from '../contract/finding-format.ts';
import type { PlacedAlert } from './placed.ts';
import type { Unreadable } from './unreadable.ts';

/** A finding without the key, or sent by another button: none of ours, and nobody is told. */
export type IgnoredFinding = {
  because: 'no-key' | 'other-button';
  eventId: string;
  findingId: string | undefined;
  format: FindingFormat;
};

/** What the door makes of one alert or finding, and the places where it looked for a client id in vain. */
export type Reading = { inVain: readonly string[] } & (
  | ({ kind: 'alert' } & PlacedAlert)
  | { kind: 'invalid'; unreadable: Unreadable }
  | { kind: 'ignored'; finding: IgnoredFinding }
);

/** What the door makes of one event: one reading, or one for each finding in it. */
export type EventReading = { format: 'alert' | FindingFormat; readings: readonly Reading[] };
