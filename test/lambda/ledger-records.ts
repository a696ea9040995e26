import { type ClientRecord, ClientRecordSchema } from '../../lambda/ledger/client-record.ts';
import type { Intent } from '../../lambda/ledger/containment.ts';
import { THREE_AM } from '../alerts.ts';

const CLIENT_ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

/** Who decided, where an alert did. */
export const BY_ALERT = {
  type: 'alert',
  alertId: 'alert',
  source: 'security',
  operator: null,
  reason: 'r',
} as const;

/** A record that the ledger's schema takes; nothing is known but what is given. */
export const recordOf = (given: Partial<ClientRecord> = {}): ClientRecord =>
  ClientRecordSchema.parse({
    clientId: CLIENT_ID,
    name: 'Northwind CRM',
    version: 1,
    decision: 1,
    alertIds: [],
    provenRequests: [],
    raceUndone: false,
    ...given,
  });

/** What an alert means to do to that client at 3 a.m. */
export const intentOf = (given: Partial<Intent> = {}): Intent => ({
  clientId: CLIENT_ID,
  requestKey: 'key',
  runId: 'run',
  by: BY_ALERT,
  alertIds: ['alert'],
  at: new Date(THREE_AM),
  receivedAt: new Date(THREE_AM),
  name: 'CRM',
  enabledBefore: true,
  fingerprint: 'new',
  ...given,
});
