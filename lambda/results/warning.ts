import * as z from 'zod';

/** What a result's reader should know besides its outcome. A closed list: consumers may switch over it. */
export const WarningSchema = z.enum([
  'clock-skew',
  'enabled-meanwhile',
  'first-read-failed',
  'may-still-take-effect',
  'negative-duration',
  'rate-limited',
  'result-not-published',
  'shared-proof',
  'single-write',
  'state-not-shown',
  'secret-rotation-unknown',
]);

export type Warning = z.infer<typeof WarningSchema>;

/** Each warning in a sentence. */
export const WARNINGS = {
  'clock-skew': 'the clocks of the portal and of this function differ by more than 30 s',
  'enabled-meanwhile': 'a read-back showed the client on again in between; it was disabled once more',
  'first-read-failed': 'the state before is unknown: the portal did not show it, and the disable went on',
  'may-still-take-effect': 'a write whose fate is unknown may still enable the client later; look again',
  'negative-duration': 'a time lay before the one it should follow; the duration is given as 0',
  'rate-limited': 'the portal made this run wait for its rate limit',
  'result-not-published': 'this result is not on the event bus',
  'shared-proof': 'the client was disabled and proven for an earlier alert of the same delivery',
  'single-write': 'one accepted write instead of two stands behind the proof',
  'state-not-shown': 'this portal shows no state on a read',
  'secret-rotation-unknown': 'enabled without knowing whether the client secret was changed',
} as const satisfies Record<Warning, string>;
