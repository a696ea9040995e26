import { Annotations, type Stack } from 'aws-cdk-lib';
import type { StackSettings } from './setting-schema.ts';

/** What is allowed, and what a person should know before it is deployed. */
export const addWarnings = (
  stack: Stack,
  { alerts, notifyEmail, reservedConcurrency, runbookUrl, function: { mode, onDrift } }: StackSettings,
): void => {
  const warn = (id: string, message: string) =>
    Annotations.of(stack).addWarningV2(`docspace-kill-switch:${id}`, message);
  if (notifyEmail === undefined)
    warn(
      'no-notify-email',
      'Nobody hears the alarms and results of this stack until somebody subscribes to its topic: set notifyEmail, or run the command in the output SubscribeCommand after the deploy.',
    );
  if (!runbookUrl.startsWith('https://'))
    warn(
      'runbook-url',
      `Alarms and mails will name ${runbookUrl}, which is not a link: set runbookUrl to an https address of the runbook.`,
    );
  if (reservedConcurrency === undefined)
    warn(
      'no-reserved-concurrency',
      'A flood of alerts can start as many copies of the function as the account has room for: set reservedConcurrency, for example to 10.',
    );
  if (alerts === 'off')
    warn(
      'alerts-off',
      'Alerts will disable no client, because alerts=off is set; set alerts=on to let them act.',
    );
  if (mode === 'approve' && onDrift === 'disable')
    warn(
      'drift-is-reported',
      'A client that is re-enabled outside the kill switch is reported and not disabled again, because mode=approve is set; onDrift=disable needs mode=enforce.',
    );
};
