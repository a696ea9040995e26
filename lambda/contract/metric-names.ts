/** CloudWatch namespace of all metrics. */
export const METRICS_NAMESPACE = 'DocSpaceOAuth2KillSwitch';

/** Metrics besides one per outcome, which is named like the outcome. */
export const TIME_METRICS = { contain: 'TimeToContain' } as const;

/**
 * What waits for a person, and how many clients the drift watch could not look at; gauges of its last run. A run that saw
 * no client does not know `drifted` and reports none: the alarm for a silent watch counts its reports.
 */
export const OPEN_METRICS = {
  drifted: 'ClientsDrifted',
  held: 'ClientsHeld',
  notSeen: 'ClientsNotSeen',
  reviewDue: 'ReviewsDue',
  unproven: 'ClientsUnproven',
} as const;

/** Counted in addition to the outcome, which alone does not show it. */
export const DETAIL_METRICS = {
  breakerOpen: 'BreakerOpen',
  canary: 'Canary',
  /** 1 or 0 for each check of the schedule that proved something, so that the alarm ends with the next good one. */
  checkUnhealthy: 'CheckUnhealthy',
  ledgerUnavailable: 'LedgerUnavailable',
} as const;

/** Records of the ledger that no schema of this release can read; of no trigger. */
export const UNREADABLE_METRIC = 'LedgerRecordsUnreadable';

/** Findings that name no client, and what the kill switch itself has sent. */
export const IGNORED_METRICS = { findings: 'FindingsIgnored', ownEvents: 'OwnEventsIgnored' } as const;
