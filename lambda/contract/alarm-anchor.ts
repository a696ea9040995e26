/** The alarms of every stack, by the anchors of their sections in the runbook. */
export const STANDING_ALARMS = [
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

/** With those that a setting asks for. The name of an alarm ends with its anchor, so that the door knows it. */
export const ALARM_ANCHORS = [...STANDING_ALARMS, 'finding-notes'] as const;

export type AlarmAnchor = (typeof ALARM_ANCHORS)[number];
