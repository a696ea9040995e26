import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmAnchor } from '../lambda/contract/alarm-anchor.ts';
import type { NamedBus } from './event-buses.ts';
import { findingNotesAlarm } from './finding-notes/finding-notes-alarm.ts';
import type { KillSwitchMetrics } from './kill-switch-metrics.ts';
import { ledgerAlarms } from './ledger-alarms.ts';
import { RETENTION_ALARM_DAYS, RETENTION_DAYS } from './retention.ts';
import { LOST, ruleAlarms } from './rule-alarms.ts';
import { ask, STACK } from './runbook.ts';
import { GAUGE, ONCE, silenceOf, type Watched } from './watched.ts';

export type WatchedParts = {
  killSwitch: IFunction;
  metrics: KillSwitchMetrics;
  alertBus: NamedBus;
  ruleName: string;
  /** Rules for findings, which fail on their own. */
  findingRules: readonly { bus: NamedBus; ruleName: string }[];
  deliveryQueue: IQueue;
  failureQueue: IQueue;
  canary: Metric;
  /** Results whose note could not be written; only where notes are. */
  findingNotesQueue: IQueue | undefined;
  /** Minutes between two runs of the drift watch. */
  watchInterval: number;
};

/** A proof a day, and two hours of grace. */
const CANARY_HOURS = 26;

const MINUTES = { period: Duration.minutes(5) };

const REDRIVE = `Disable the client by hand; find and fix the cause, then run docspace-kill-switch redrive --stack ${STACK}.`;
const CHECK = `${ask('check')}: it names the broken part.`;

/** An alert that its queue is about to delete: the last call for a person. */
const expiring = (queue: IQueue, name: string): Watched => ({
  metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.hours(1) }),
  threshold: Duration.days(RETENTION_ALARM_DAYS).toSeconds(),
  evaluation: GAUGE,
  meaning: `An alert has waited in the ${name} for ${RETENTION_ALARM_DAYS} days: SQS deletes it after ${RETENTION_DAYS}, and its client may be on.`,
  firstStep: `Run docspace-kill-switch redrive --stack ${STACK} --dry-run, which shows the client and the last day; disable the client by hand.`,
});

/**
 * Every alarm by its anchor; undefined where a setting leaves out what it watches. Single metrics only: each alarm names one
 * cause, and one place to look.
 */
export const alarmList = (parts: WatchedParts): Record<AlarmAnchor, Watched | undefined> => {
  const { killSwitch, metrics, deliveryQueue, failureQueue, findingNotesQueue } = parts;
  // SQS reports the number only while a queue is in use: what waits must not seem gone once the reports stop.
  const waiting = (queue: IQueue) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1) });
  return {
    'function-errors': {
      metric: killSwitch.metricErrors(MINUTES),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'The function ended with an error: an alert is not contained yet, and Lambda retries it.',
      firstStep:
        'Look at the last results on the dashboard for the client concerned; if it is urgent, disable it in DocSpace.',
    },
    'function-throttles': {
      metric: killSwitch.metricThrottles(MINUTES),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'Lambda had no room for an alert: clients stay on while it waits.',
      firstStep:
        'Look at the concurrency of the account and at reservedConcurrency; alerts wait up to 6 hours.',
    },
    'event-age': {
      metric: killSwitch.metric('AsyncEventAge', { statistic: 'Maximum', ...MINUTES }),
      threshold: 300_000,
      evaluation: ONCE,
      meaning: 'An alert waited more than 5 minutes for the function: its client was on all that time.',
      firstStep: 'Look for throttles and for failing runs on the dashboard.',
    },
    'dropped-events': {
      metric: killSwitch.metric('AsyncEventsDropped', { statistic: 'Sum', ...MINUTES }),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'Lambda gave up on an alert: its client may still be on. The alert should be in the failure queue.',
      firstStep: REDRIVE,
    },
    'failure-lost': {
      // Counted for the function as a whole, whichever alias an alert came through.
      metric: killSwitch.metric('DestinationDeliveryFailures', { statistic: 'Sum', ...MINUTES }),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'Lambda gave up on an alert and could not put it into the failure queue: it is lost, and its client may be on.',
      firstStep: LOST,
    },
    ...ruleAlarms(parts.alertBus, parts.ruleName),
    'delivery-queue': {
      metric: waiting(deliveryQueue),
      threshold: 1,
      evaluation: GAUGE,
      meaning:
        'An alert could not be handed to the function and waits in the delivery queue: its client is on.',
      firstStep: REDRIVE,
    },
    'failure-queue': {
      metric: waiting(failureQueue),
      threshold: 1,
      evaluation: GAUGE,
      meaning: 'The function tried an alert three times without proof: treat its client as on.',
      firstStep: REDRIVE,
    },
    'delivery-queue-age': expiring(deliveryQueue, 'delivery queue'),
    'failure-queue-age': expiring(failureQueue, 'failure queue'),
    'alert-failed': {
      metric: metrics.outcome('failed', 'alert'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'A client named by an alert could not be disabled; a retry follows by itself.',
      firstStep: CHECK,
    },
    'alert-unverified': {
      metric: metrics.outcome('unverified', 'alert'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'A write was accepted, yet the client could not be proven off: treat it as on.',
      firstStep: 'Look the client up in DocSpace and disable it there if it is on.',
    },
    'alert-invalid': {
      metric: metrics.outcome('invalid', 'alert'),
      threshold: 1,
      evaluation: ONCE,
      meaning: 'An alert could not be read: the client that it meant was not touched.',
      firstStep: 'Read the problems in the result event, disable the client by hand, then fix the sender.',
    },
    'alert-not-found': {
      // An hour, because these are not mailed one by one: a detector that sends wrong ids all night rings once.
      metric: metrics.outcome('not-found', 'alert').with({ period: Duration.hours(1) }),
      threshold: 1,
      evaluation: ONCE,
      meaning:
        'The portal does not know the client of one or more alerts of the last hour. No mail names them one by one.',
      firstStep: 'Compare the ids with DocSpace, then fix the sender, or stop it.',
    },
    'slow-containment': {
      metric: metrics.timeToContain(),
      threshold: 60_001,
      evaluation: ONCE,
      meaning: 'Alerts take more than a minute from arrival to the first accepted write.',
      firstStep:
        "See that nothing else uses the key's user: the portal takes 15 changes a minute from it, all uses together.",
    },
    ...ledgerAlarms(parts),
    'check-unhealthy': {
      // The lowest of a minute: a good check right after a bad one ends the alarm.
      metric: metrics
        .detail('checkUnhealthy', 'schedule')
        .with({ period: Duration.minutes(1), statistic: 'Minimum' }),
      threshold: 1,
      evaluation: GAUGE,
      meaning:
        'The check of the schedule found that a disable would not work now, or that rules or results do not do what the settings say.',
      firstStep: `${CHECK} Then send {"schedule": "check"} on the Test tab: only a good check of the schedule ends the alarm.`,
    },
    canary: {
      metric: parts.canary.with({ period: Duration.hours(1), statistic: 'Sum' }),
      threshold: 1,
      evaluation: silenceOf(CANARY_HOURS),
      meaning:
        'For 26 hours no run of the schedule has proven that the kill switch can act on the portal. After a deploy it may ring until the first daily run, at 06:00 UTC.',
      firstStep: `${CHECK} A check by hand does not end the alarm; {"schedule": "check"} on the Test tab does, or with canaryClientId the drill in the runbook.`,
    },
    'finding-notes': findingNotesQueue && findingNotesAlarm(waiting(findingNotesQueue)),
  };
};
