import { rawAlert } from '../alerts.ts';
import { ACCOUNT, REGION } from './account/aws-environment.ts';

/** An alert as the emulated account's bus would deliver it now. */
export const alertEvent = (
  clientId: unknown,
  { detail, ...envelope }: { detail?: Record<string, unknown> } & Record<string, unknown> = {},
): Record<string, unknown> =>
  rawAlert(clientId, {
    account: ACCOUNT,
    region: REGION,
    time: new Date().toISOString(),
    ...(detail === undefined ? {} : { detail }),
    ...envelope,
  });
