import { createAccessTokens } from './access-tokens.ts';
import type { AccountName } from './accounts.ts';
import { createAccounts } from './accounts.ts';
import { createAdmission } from './admission.ts';
import { createAppOperations } from './app-operations.ts';
import { type AuditTrail, createAuditOperation } from './audit-trail.ts';
import { createClientOperations } from './client-operations.ts';
import { type ClientStore, createClientStore } from './client-store.ts';
import { createCollectionOperations } from './collection-operations.ts';
import { createFaults, type FaultSwitch } from './faults.ts';
import { createIdentifiers } from './identifiers.ts';
import type { Interleave } from './interleaving.ts';
import { createListener } from './listener.ts';
import type { PortalCall } from './portal-call.ts';
import { createRateLimiter } from './rate-limit.ts';
import {
  addSeedClients,
  type ClientOverrides,
  createClientSeeder,
  type SeededClient,
  type SeededClients,
} from './seed.ts';
import { createPortalServer, type Latency } from './server.ts';
import { createSignatures } from './signature.ts';
import { createTokenExchange } from './token-exchange.ts';
import { createProbe, createRefusal, createUnreadable } from './unserved.ts';

export type PortalOptions = {
  /** TCP port on 127.0.0.1; 0 takes any free one. */
  port?: number;
  /** Milliseconds since the epoch, for signatures, the Date header, the cache and the rate limit. */
  now?: () => number;
  /** Activation and regenerate calls per minute and user; `Infinity` means no limits at all. */
  rateLimit?: number;
  /** Milliseconds before each answer, for all operations or by operation. */
  latency?: Latency;
  /** The same seed gives the same ids, secrets and keys. */
  seed?: string;
};

export type Portal = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly keys: Readonly<Record<'admin' | 'user' | 'guest' | 'expired' | 'otherTenant', string>>;
  readonly clients: SeededClients;
  addClient: (overrides?: ClientOverrides) => SeededClient;
  /** A further API key of that account. */
  addKey: (account: AccountName) => string;
  /** From now on the token endpoint answers 401 to it; signatures already made stay valid. */
  revokeKey: (key: string) => void;
  /** Every HTTP request since the start or the last `clearCalls()`, in order of arrival. */
  readonly calls: readonly PortalCall[];
  clearCalls: () => void;
  /** Activations that reached the database, including those whose answer was lost. */
  activationWrites: (clientId?: string) => readonly PortalCall[];
  /** The state in the database, whatever the cache says. */
  databaseEnabled: (clientId: string) => boolean | undefined;
  /** The state in the five-minute cache; nothing when the client is not in it. */
  cachedEnabled: (clientId: string) => boolean | undefined;
  /** What introspection would answer now. */
  isTokenAlive: (accessToken: string) => boolean;
  /** The events that the portal has of its clients; only those that a test adds. */
  readonly auditTrail: AuditTrail;
  readonly faults: FaultSwitch;
  /** Awaited at every interleaving point of the store. */
  interleave: Interleave | undefined;
  readonly store: ClientStore;
  /** A suspended portal has no token endpoint: 404. */
  suspended: boolean;
  /** Refuses connections from now on. */
  goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  comeBack: () => Promise<void>;
  /** Ends every connection, including those that a fault holds. */
  close: () => Promise<void>;
};

/** Starts a portal that behaves like DocSpace identity v3.7.2, as measured, on loopback only. */
export const startPortal = async (options: PortalOptions = {}): Promise<Portal> => {
  const { latency = 0, now = Date.now, port = 0, rateLimit = 15, seed } = options;
  const identifiers = createIdentifiers(seed);
  const accounts = createAccounts(identifiers);
  const store = createClientStore(now);
  const faults = createFaults();
  const signatures = createSignatures();
  const tokens = createAccessTokens(store, identifiers, now);
  const admit = createAdmission(signatures, createRateLimiter(now, rateLimit));
  const client = createClientOperations(admit, store, identifiers);
  const collection = createCollectionOperations(admit, store);
  const app = createAppOperations(store, tokens);
  const addClient = createClientSeeder(store, accounts, identifiers, now);
  const calls: PortalCall[] = [];
  const state = { suspended: false };
  const auditTrail: AuditTrail = { rows: [], hasQuota: true, lateByMs: 0 };

  const server = await createPortalServer({
    operations: {
      token: createTokenExchange(
        accounts,
        signatures,
        () => listener.url(),
        () => state.suspended,
      ),
      read: client.read,
      list: collection.list,
      activate: client.activate,
      edit: client.edit,
      regenerate: client.regenerate,
      delete: client.remove,
      probe: createProbe(admit),
      'issue-token': app.issueToken,
      introspect: app.introspect,
      files: app.files,
      audit: createAuditOperation(accounts, auditTrail),
      unknown: createRefusal(admit),
    },
    removeOwn: collection.removeOwn,
    unreadable: createUnreadable(admit),
    faults,
    calls,
    now,
    latency,
  });
  const listener = createListener(server, port);
  await listener.open();

  const expired = accounts.addKey('admin');
  accounts.revokeKey(expired);

  return {
    url: listener.url(),
    keys: {
      admin: accounts.addKey('admin'),
      user: accounts.addKey('user'),
      guest: accounts.addKey('guest'),
      otherTenant: accounts.addKey('otherTenant'),
      expired,
    },
    clients: addSeedClients(addClient),
    addClient,
    addKey: accounts.addKey,
    revokeKey: accounts.revokeKey,
    calls,
    clearCalls: () => {
      calls.length = 0;
    },
    activationWrites: (clientId) =>
      calls.filter(
        (call) =>
          call.operation === 'activate' &&
          call.applied &&
          (clientId === undefined || call.clientId === clientId),
      ),
    databaseEnabled: (clientId) => store.row(clientId)?.enabled,
    cachedEnabled: (clientId) => store.cached(clientId)?.enabled,
    isTokenAlive: tokens.isAlive,
    auditTrail,
    faults,
    get interleave() {
      return store.interleave;
    },
    set interleave(hook) {
      store.interleave = hook;
    },
    store,
    get suspended() {
      return state.suspended;
    },
    set suspended(value) {
      state.suspended = value;
    },
    goDown: listener.close,
    comeBack: listener.open,
    close: async () => {
      faults.dispose();
      await listener.close();
    },
  };
};
