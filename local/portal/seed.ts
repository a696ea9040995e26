import type { AccountName, Accounts } from './accounts.ts';
import type { ClientStore } from './client-store.ts';
import type { Identifiers } from './identifiers.ts';

export type SeededClient = { clientId: string; clientSecret: string; name: string };

export type ClientOverrides = Partial<SeededClient> & {
  enabled?: boolean;
  description?: string;
  logo?: string;
  /** Whose client it is; the tenant is that account's unless given. */
  owner?: AccountName;
  tenant?: number;
};

export type SeededClients = Readonly<
  Record<'crm' | 'backup' | 'office' | 'userOwned' | 'otherTenant', SeededClient>
>;

type AddClient = (overrides?: ClientOverrides) => SeededClient;

/** Adds clients to the store; the default is enabled, and owned by the admin. */
export const createClientSeeder =
  (store: ClientStore, accounts: Accounts, identifiers: Identifiers, now: () => number): AddClient =>
  ({ enabled = true, owner = 'admin', ...given } = {}) => {
    const account = accounts.account(owner);
    const seeded: SeededClient = {
      clientId: given.clientId ?? identifiers.uuid(),
      clientSecret: given.clientSecret ?? identifiers.hex(48),
      name: given.name ?? 'Connected app',
    };
    const created = new Date(now()).toISOString();
    store.add({
      ...seeded,
      description: given.description ?? '',
      logo: given.logo,
      tenant: given.tenant ?? account.tenant,
      ownerId: account.userId,
      enabled,
      // Nine digits here and none below: the service writes as many as the instant needs.
      createdOn: created.replace('Z', '482913Z'),
      modifiedOn: created.replace(/\.\d+Z$/, 'Z'),
    });
    return seeded;
  };

/** The clients that every portal starts with. */
export const addSeedClients = (addClient: AddClient): SeededClients => ({
  crm: addClient({ name: 'Northwind CRM' }),
  backup: addClient({ name: 'Nightly backup' }),
  office: addClient({ name: 'Office integration' }),
  userOwned: addClient({ name: 'My to-do list', owner: 'user' }),
  otherTenant: addClient({ name: "Somebody else's app", owner: 'otherTenant' }),
});
