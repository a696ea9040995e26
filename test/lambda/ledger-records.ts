import { type ClientRecord, ClientRecordSchema } from '../../lambda/ledger/client-record.ts';

/** A record that the ledger's schema takes; nothing is known but what is given. */
export const recordOf = (given: Partial<ClientRecord> = {}): ClientRecord =>
  ClientRecordSchema.parse({
    clientId: '6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
    name: 'Northwind CRM',
    version: 1,
    decision: 1,
    alertIds: [],
    provenRequests: [],
    raceUndone: false,
    ...given,
  });
