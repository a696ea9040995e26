import type { Identifiers } from './identifiers.ts';

export type AccountName = 'admin' | 'user' | 'guest' | 'otherTenant';

export type Account = {
  name: AccountName;
  userId: string;
  userName: string;
  email: string;
  tenant: number;
  isAdmin: boolean;
  isGuest: boolean;
};

const roles: readonly Omit<Account, 'userId'>[] = [
  { name: 'admin', userName: 'Ada', email: 'ada@one.example', tenant: 1, isAdmin: true, isGuest: false },
  { name: 'user', userName: 'Uma', email: 'uma@one.example', tenant: 1, isAdmin: false, isGuest: false },
  { name: 'guest', userName: 'Gus', email: 'gus@one.example', tenant: 1, isAdmin: false, isGuest: true },
  {
    name: 'otherTenant',
    userName: 'Olga',
    email: 'olga@two.example',
    tenant: 2,
    isAdmin: true,
    isGuest: false,
  },
];

export type Accounts = {
  account: (name: AccountName) => Account;
  /** A new API key of that account: `sk-` and 64 hexadecimal digits. */
  addKey: (name: AccountName) => string;
  /** Makes a key invalid; the service does not say whether it expired, was disabled or never existed. */
  revokeKey: (key: string) => void;
  /** Whose key it is, or nothing for one that is not accepted. */
  byKey: (key: string) => Account | undefined;
};

export const createAccounts = (identifiers: Identifiers): Accounts => {
  const accounts = new Map(roles.map((role) => [role.name, { ...role, userId: identifiers.uuid() }]));
  const keys = new Map<string, Account>();
  const account = (name: AccountName): Account => {
    const found = accounts.get(name);
    if (found === undefined) throw new Error(`no account ${name}`);
    return found;
  };
  return {
    account,
    addKey: (name) => {
      const key = `sk-${identifiers.hex(64)}`;
      keys.set(key, account(name));
      return key;
    },
    revokeKey: (key) => {
      keys.delete(key);
    },
    byKey: (key) => keys.get(key),
  };
};
