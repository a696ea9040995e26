import { Duration } from 'aws-cdk-lib';
import type { AlarmAnchor } from '../lambda/contract/alarm-anchor.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';
import { ask } from './runbook.ts';
import { GAUGE, ONCE, silenceOf, type Watched } from './watched.ts';

const LIST = ask('list');

/** A shorter silence may be a run that a slow portal or AWS has delayed. */
const MIN_SILENCE_MINUTES = 30;
const MISSED_RUNS = 3;

/** Periods of five minutes without a run, after which a client that is on again could go unnoticed. */
const silentPeriods = (watchInterval: number): number =>
  Math.ceil(Math.max(MIN_SILENCE_MINUTES, MISSED_RUNS * watchInterval) / 5);

/** What only a kill switch with a memory can notice. */
export const ledgerAlarms = ({
  metrics,
  watchInterval,
}: {
  metrics: KillSwitchMetrics;
  watchInterval: number;
}) =>
  ({
    'breaker-open': {
      metric: metrics.detail('breakerOpen', 'alert').with({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'Alerts have disabled as many clients as the circuit breaker allows; the client of a further alert was left on and is held.',
      firstStep: `${LIST}: held clients come first; disable by hand each one that you cannot rule out.`,
    },
    'clients-held': {
      // The minimum of an hour: each hold is mailed at once, this one rings if nobody has acted.
      metric: metrics.open('held').with({ statistic: 'Minimum', period: Duration.hours(1) }),
      threshold: 1,
      evaluation: GAUGE,
      meaning:
        'A client that an alert named has waited for a person for an hour: the circuit breaker, mode: approve or holdSeverity held it.',
      firstStep: `${LIST} and disable each held client by hand, or enable it if the alert was wrong.`,
    },
    'clients-unproven': {
      // The minimum of an hour: a run under way, or a retry, does not count.
      metric: metrics.open('unproven').with({ statistic: 'Minimum', period: Duration.hours(1) }),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'For an hour it is not proven whether a client is off: treat it as on.',
      firstStep: `${LIST}, look for the states containing and restoring, and disable each such client by hand.`,
    },
    'clients-not-seen': {
      // The minimum of an hour: a portal that was away for one look does not count.
      metric: metrics.open('notSeen').with({ statistic: 'Minimum', period: Duration.hours(1) }),
      threshold: 1,
      evaluation: GAUGE,
      meaning:
        'For an hour the drift watch could not look at a contained client: if it is re-enabled, nobody notices.',
      firstStep:
        'Look up the clients that KS430 names in the log, in DocSpace: each must be off there; their status says why the watch cannot see them.',
    },
    drifted: {
      metric: metrics.outcome('drifted', 'schedule'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'A contained client was re-enabled outside the kill switch.',
      firstStep:
        "Disable it by hand unless you know who enabled it and why; then look at the portal's audit trail.",
    },
    'review-due': {
      metric: metrics.open('reviewDue'),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'A containment waits for a decision for longer than reviewAfter; its client stays off.',
      firstStep: `${LIST} and look for reviews that are due; restore the client, or delete it in DocSpace.`,
    },
    'ledger-unavailable': {
      metric: metrics.detail('ledgerUnavailable', 'alert'),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'An alert was handled without the ledger: the disable went on, but the circuit breaker counts per container only, and nothing can be enabled.',
      firstStep: "Look at the table of the ledger and at the function's right to use it.",
    },
    'record-unreadable': {
      // The watch counts anew at least once an hour: the alarm stays until a run can read every record.
      metric: metrics.unreadable().with({ period: Duration.hours(1) }),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'A record of the ledger cannot be read: list and watch leave it out, and alerts about its client are handled without the ledger.',
      firstStep:
        'Disable by hand the client that KS440 names in the log, if it should be off; then look at its record.',
    },
    'watch-silent': {
      metric: metrics.watchRuns(),
      threshold: 1,
      evaluation: silenceOf(silentPeriods(watchInterval)),
      meaning:
        'The drift watch did not run, or ended failed because the ledger did not answer or the portal showed no client: a client that is re-enabled outside the kill switch would go unnoticed.',
      firstStep: `${LIST}: if that fails, the ledger does not answer. The same with check: if that fails, the portal does not. Else look at schedule and throttles.`,
    },
  }) satisfies Partial<Record<AlarmAnchor, Watched>>;
