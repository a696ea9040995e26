import type { ClientRow } from '../local/portal/client-row.ts';

/** A client as the portal keeps it: enabled, with a secret that somebody may have stolen. */
export const clientRow = (given: Pick<ClientRow, 'clientId'> & Partial<ClientRow>): ClientRow => ({
  clientSecret: 'stolen',
  name: 'Northwind CRM',
  description: '',
  tenant: 1,
  ownerId: 'admin',
  enabled: true,
  createdOn: '2026-01-01T00:00:00Z',
  modifiedOn: '2026-01-01T00:00:00Z',
  ...given,
});
