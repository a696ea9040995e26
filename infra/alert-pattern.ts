import { Aws } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { ALERT_DETAIL_TYPE } from '../lambda/requests/alert-event.ts';
import type { StackSettings } from './setting-schema.ts';

/**
 * Accounts whose alerts count: the stack's own unless others are named. A canary sends from the own account,
 * so with one that account always belongs to them.
 */
const accountsOf = ({ alertAccounts, canaryClientId }: StackSettings): string[] => {
  if (alertAccounts.length === 0) return [Aws.ACCOUNT_ID];
  return canaryClientId === undefined ? alertAccounts : [Aws.ACCOUNT_ID, ...alertAccounts];
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
  account: accountsOf(settings),
  ...(severalPortals ? { detail: { portal: [settings.portalUrl, `${settings.portalUrl}/`] } } : {}),
});
