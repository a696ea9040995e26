/** Every alarm, by the anchor of its section in the runbook; the alarm's name ends with the same word. */
export const ALARM_ANCHORS = [
  'function-errors',
  'function-throttles',
  'event-age',
  'dropped-events',
  'failure-lost',
  'rule-failed-invocations',
  'delivery-lost',
  'delivery-queue',
  'failure-queue',
  'delivery-queue-age',
  'failure-queue-age',
  'alert-failed',
  'alert-unverified',
  'alert-invalid',
  'alert-not-found',
  'slow-containment',
  'breaker-open',
  'clients-held',
  'clients-unproven',
  'clients-not-seen',
  'drifted',
  'review-due',
  'ledger-unavailable',
  'record-unreadable',
  'watch-silent',
  'check-unhealthy',
  'canary',
] as const;

export type AlarmAnchor = (typeof ALARM_ANCHORS)[number];

/** What stands for the name of the stack in a first step, as the runbook writes it; an alarm has the name itself. */
export const STACK = '"$STACK"';

/** How a person asks the deployed function: with the command, or in the console. */
export const ask = (verb: 'check' | 'list'): string =>
  `Run docspace-kill-switch ${verb} --stack ${STACK} (on the Test tab: {"action": "${verb}"})`;

/** Section of the runbook about an outcome, for notifications: the name may stand for one that is known later. */
export const outcomeAnchor = (outcome: string): string => `outcome-${outcome}`;

export const runbookLink = (runbookUrl: string, anchor: string): string => `${runbookUrl}#${anchor}`;
