import { randomUUID } from 'node:crypto';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';

/** An alert as EventBridge would deliver it now; its times have no fractions of a second. */
export const alertEvent = (clientId: string, reason: string) => ({
  version: '0',
  id: randomUUID(),
  source: 'example.siem',
  'detail-type': ALERT_DETAIL_TYPE,
  account: '111122223333',
  region: 'eu-central-1',
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  resources: [],
  detail: { clientId, severity: 'critical', reason },
});

export type AlertEvent = ReturnType<typeof alertEvent>;
