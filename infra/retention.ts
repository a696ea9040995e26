/** How long an alert waits for a person in a holding queue: the longest time that SQS offers. */
export const RETENTION_DAYS = 14;

/** An alert that waits for this long is deleted soon: the alarm leaves a weekend to act. */
export const RETENTION_ALARM_DAYS = 12;
