const REASON = 'alert was past its age limit and was redriven by hand';

/** A person's request to disable a client; the age of the alert no longer matters, because a person decides. */
export const requestByHand = (clientId: string, { dryRun }: { dryRun: boolean }) => ({
  action: 'disable' as const,
  clientId,
  reason: REASON,
  operator: 'redrive',
  ...(dryRun ? { dryRun } : {}),
});
