import { Duration } from 'aws-cdk-lib';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';
import type { AlarmAnchor } from './runbook.ts';
import { GAUGE, ONCE, silenceOf, type Watched } from './watched.ts';

const LIST = 'Send {"action": "list"} to the function';

/** Shorter than this the watch may be late, for a moment of the portal or of AWS. */
const LEAST_SILENCE_MINUTES = 30;
const MISSED_RUNS = 3;

/** Periods of five minutes without a look after which nobody would notice a client that is on again. */
const silentPeriods = (watchInterval: number): number =>
  Math.ceil(Math.max(LEAST_SILENCE_MINUTES, MISSED_RUNS * watchInterval) / 5);

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
      firstStep: `${LIST}: held clients come first, each with the request that disables it by hand.`,
    },
    'clients-held': {
      // The least of an hour: the alarm before told of it at once, this one that nobody has acted.
      metric: metrics.open('held').with({ statistic: 'Minimum', period: Duration.hours(1) }),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'A client that the circuit breaker turned away has been on for an hour.',
      firstStep: `${LIST} and disable each held client by hand, or enable it if the alert was wrong.`,
    },
    'clients-unproven': {
      // The least of an hour: a run under way, or a retry, is none.
      metric: metrics.open('unproven').with({ statistic: 'Minimum', period: Duration.hours(1) }),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'For an hour it is not proven whether a client is off: treat it as on.',
      firstStep: `${LIST}, look for the states containing and restoring, and disable each such client by hand.`,
    },
    drifted: {
      metric: metrics.outcome('drifted', 'schedule'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'A contained client is on again, and not by the kill switch.',
      firstStep:
        'Disable it by hand unless you know who put it on and why; then ask the portal’s audit trail.',
    },
    'review-due': {
      metric: metrics.open('reviewDue'),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'A containment waits for a decision for longer than reviewAfter; its client stays off.',
      firstStep: `${LIST} and look for "reviewDue": true; restore the client, or delete it in DocSpace.`,
    },
    'ledger-unavailable': {
      metric: metrics.detail('ledgerUnavailable', 'alert'),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'An alert was handled without the ledger: the disable went on, but the circuit breaker counts per container only, and nothing can be enabled.',
      firstStep: 'Look at the table of the ledger and at the function’s right to use it.',
    },
    'watch-silent': {
      metric: metrics.outcome('listed', 'schedule'),
      threshold: 1,
      evaluation: silenceOf(silentPeriods(watchInterval)),
      meaning:
        'The drift watch did not run, or ended failed because the ledger or the portal did not answer: a client that is put on again would go unnoticed.',
      firstStep: `${LIST}: if that fails, the ledger does not answer. Then {"action": "check"}: if that fails, the portal does not. Else look at schedule and throttles.`,
    },
  }) satisfies Partial<Record<AlarmAnchor, Watched>>;
