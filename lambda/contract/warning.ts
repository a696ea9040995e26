import * as z from 'zod/mini';

/** What a result's reader should know besides its outcome. A closed list: consumers may switch over it. */
export const WarningSchema = z.enum([
  'alerts-do-not-act',
  'alerts-only-propose',
  'audit-not-read',
  'clock-skew',
  'contained-but-on',
  'enabled-meanwhile',
  'first-read-failed',
  'late-effect',
  'ledger-unavailable',
  'may-still-take-effect',
  'negative-duration',
  'portal-race-undone',
  'disabled-after-drift',
  'rate-limited',
  'result-not-published',
  'shared-proof',
  'single-write',
  'state-not-shown',
  'secret-not-rotated',
  'secret-rotation-unknown',
  'unreadable-time',
]);

export type Warning = z.infer<typeof WarningSchema>;

/** Each warning in a sentence. */
export const WARNINGS = {
  'alerts-do-not-act':
    'a disable by hand works, but alerts disable nothing, because the settings say so (mode: dry-run, or alerts: off)',
  'alerts-only-propose':
    'a disable by hand works, but alerts disable nothing by themselves: each waits for a person, because the settings say so (mode: approve)',
  'audit-not-read': "the portal's audit trail could not be read, so this result has no evidence from it",
  'clock-skew': 'the clocks of the portal and of this function differ by more than 30 s',
  'contained-but-on':
    'the client is on, though the ledger has it as contained: it was re-enabled outside the kill switch, or the portal shows an old state',
  'enabled-meanwhile': 'a read-back showed the client on again in between; it was disabled once more',
  'first-read-failed': 'the state before is unknown: the portal did not show it, and the disable went on',
  'late-effect': 'the kill switch itself had enabled the client: by a write that was not proven at the time',
  'ledger-unavailable':
    'the ledger did not answer: what is known of earlier decisions may be missing, and so may this one',
  'may-still-take-effect': 'a write was not answered and may still take effect later; look again',
  'negative-duration': 'a time lay before the one it should follow; the duration is given as 0',
  'portal-race-undone':
    'the portal itself had re-enabled the client, by a race with the write that disabled it',
  'disabled-after-drift':
    'the client had been re-enabled outside the kill switch; the settings disabled it again',
  'rate-limited': 'the portal made this run wait for its rate limit',
  'result-not-published': 'this result is not on the event bus',
  'shared-proof':
    'another run proved the client off while this alert was being delivered: read back, not written',
  'single-write': 'the proof rests on one accepted write instead of two',
  'state-not-shown': 'this portal shows no state on a read',
  'secret-not-rotated':
    'enabled with the same secret that it was contained with: the thief of it can use it again',
  'secret-rotation-unknown': 'enabled without knowing whether the client secret was changed',
  'unreadable-time':
    'a time in the alert cannot be read; another time of it, or that of its event, counts instead',
} as const satisfies Record<Warning, string>;
