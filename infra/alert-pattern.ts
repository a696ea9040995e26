import { Aws } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { ALERT_DETAIL_TYPE } from '../lambda/contract/alert-event.ts';
import type { StackSettings } from './setting-schema.ts';

/** From whom alerts count, and about what: the detail is left out where it does not matter. */
type Admitted = { account?: string[]; detail?: Record<string, unknown[]> };

/**
 * Accounts whose alerts count: the stack's own unless others are named. The canary sends from the own account, so
 * where others are named its drills are accepted as well, and nothing else from there. Where an organisation is
 * named, any account passes: an event carries none, and the policy of the stack's own bus has asked already.
 */
const admitted = (
  { alertAccounts, alertOrganization, canaryClientId }: StackSettings,
  detail: Record<string, unknown[]> | undefined,
): Admitted | { $or: Admitted[] } => {
  if (alertOrganization !== undefined) return detail === undefined ? {} : { detail };
  const from = (account: string[]): Admitted => (detail === undefined ? { account } : { account, detail });
  if (alertAccounts.length === 0) return from([Aws.ACCOUNT_ID]);
  if (canaryClientId === undefined) return from(alertAccounts);
  const drill = { ...detail, clientId: [canaryClientId], dryRun: [true] };
  return { $or: [from(alertAccounts), { account: [Aws.ACCOUNT_ID], detail: drill }] };
};

/**
 * Which events start the function. EventBridge writes `account` itself: a sender can choose its source, never
 * its account. A portal of several is named exactly, as an origin with or without the final slash.
 */
export const alertPattern = (
  settings: StackSettings,
  { severalPortals }: { severalPortals: boolean },
): EventPattern => ({
  source: settings.alertSources,
  detailType: [ALERT_DETAIL_TYPE],
  ...admitted(
    settings,
    severalPortals ? { portal: [settings.portalUrl, `${settings.portalUrl}/`] } : undefined,
  ),
});
