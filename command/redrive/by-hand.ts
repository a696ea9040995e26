const REASON = 'alert was past its age limit and was redriven by hand';

/** A person's request to disable a client; the age of the alert no longer matters, because a person decides. */
export const requestByHand = (clientId: string, { dryRun }: { dryRun: boolean }) => ({
  action: 'disable' as const,
  clientId,
  reason: REASON,
  operator: 'redrive',
  ...(dryRun ? { dryRun } : {}),
});

/** The command that sends such a request. Holds nothing that an alert brought but its id, which is a UUID. */
export const commandByHand = (functionName: string, clientId: string): string =>
  `aws lambda invoke --function-name ${functionName} --cli-binary-format raw-in-base64-out --payload '${JSON.stringify(
    { action: 'disable', clientId, reason: REASON },
  )}' /dev/stdout`;
