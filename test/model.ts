import { hash } from 'node:crypto';
import { type Config, parseConfig } from '../lambda/config.ts';
import { type ContainmentResult, ResultSchema } from '../lambda/contract/result.ts';
import { type OpenClients, SYSTEM } from '../lambda/dependencies.ts';
import type { Dialect } from '../lambda/docspace/dialect.ts';
import { HttpError } from '../lambda/docspace/errors.ts';
import type { LedgerStore } from '../lambda/ledger/store.ts';
import { RetryNeededError } from '../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../local/kill-switch/memory-ledger.ts';
import { type ClientStore, createClientStore } from '../local/portal/client-store.ts';
import { createAnswer } from './answering.ts';
import { clientRow } from './client-row.ts';
import { ledgerWith, type Verb } from './ledgers.ts';

export const CRM = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
export const BACKUP = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

/** In every secret that the kill switch has the portal make. */
export const MADE_SECRET = 'PLANTED secret';

type PortalVerb = 'show' | 'switch on' | 'switch off' | 'regenerate';

/** One call of the portal. */
export type PortalCall = { verb: PortalVerb; clientId: string };

/** One call of a run; nobody else touches what is its `own`, as long as no two runs answer one request. */
export type Call = { actor: string; isOwn: boolean } & (PortalCall | { verb: Verb | 'sleep' });

/** Stands before every call, and makes it when its turn has come. */
export type Gate = <T>(call: Call, make: () => Promise<T>) => Promise<T>;

const open: Gate = (_call, make) => make();

const unknownClient = (operation: string) =>
  new HttpError({ operation, status: 404, shape: 'problem', counted: true });

/** A portal's rows as a portal that speaks the current dialect answers for them, without HTTP. */
export const dialectOf = (
  portal: ClientStore,
  now: () => number,
  around: <T>(call: PortalCall, make: () => Promise<T>) => Promise<T>,
): Dialect => ({
  readClient: (clientId) =>
    around({ verb: 'show', clientId }, async () => {
      const row = await portal.read(clientId);
      if (row === undefined) throw unknownClient('read client');
      const { name, tenant, enabled, clientSecret } = row;
      const fingerprint = hash('sha256', clientSecret);
      return { clientId, name, tenant, enabled, fingerprint, modifiedAt: new Date(row.modifiedOn) };
    }),
  setActivation: (clientId, enabled) =>
    around({ verb: enabled ? 'switch on' : 'switch off', clientId }, async () => {
      if (!(await portal.activate(clientId, enabled))) throw unknownClient('change activation');
      return { status: 200, tokensLeft: 14, statedEnabled: undefined, portalAt: new Date(now()) };
    }),
  regenerateSecret: (clientId) =>
    around({ verb: 'regenerate', clientId }, async () => {
      const { clientSecret = '' } = portal.row(clientId) ?? {};
      if (!(await portal.regenerate(clientId, `${clientSecret}, ${MADE_SECRET}`)))
        throw unknownClient('regenerate secret');
    }),
  signIn: async () => true,
  owner: () => ({ jwt: '', tenant: 1, isAdmin: true, isGuest: false, skewMs: 0 }),
  doubtKey: () => {},
  spoken: () => 'current',
});

/** The settings of a model, which are the same for all that are made with them. */
export const settingsOf = (env: Record<string, string> = {}): Config =>
  parseConfig({
    PORTAL_URL: 'https://example.onlyoffice.com',
    API_KEY_SECRET_ID: 'key',
    RESULT_BUS_NAME: 'bus',
    LEDGER_TABLE: 'ledger',
    ...env,
  });

/** Everything between the door and the results, several containers of it, on one ledger and one portal, without HTTP. */
export const createModel = ({
  clock,
  now = () => clock.ms,
  sleep,
  gate = open,
  publish = (_actor, make) => make(),
  env,
  settings = settingsOf(env),
  clients = [CRM, BACKUP],
  ledger = createMemoryStore(),
  readResult = (result) => ResultSchema.parse(result),
}: {
  /** The portal's clock, in ms since the epoch. */
  clock: { ms: number };
  /** A container's own clock. */
  now?: (actor: string) => number;
  sleep: (actor: string, milliseconds: number) => Promise<void>;
  gate?: Gate;
  /** Stands before every result on its way to the bus. */
  publish?: (actor: string, make: () => Promise<void>, result: ContainmentResult) => Promise<void>;
  env?: Record<string, string>;
  /** Instead of `env`. */
  settings?: Config;
  /** Ids of the clients of the portal, all enabled. */
  clients?: readonly string[];
  ledger?: LedgerStore;
  /** Holds what was published and what was answered to the contract. */
  readResult?: (result: unknown) => ContainmentResult;
}) => {
  const portal = createClientStore(() => clock.ms);
  const published: ContainmentResult[] = [];
  const opened: OpenClients[] = [];
  /** Activation writes that reached the portal. */
  const writes: { clientId: string; enabled: boolean }[] = [];
  for (const clientId of clients) portal.add(clientRow({ clientId }));

  /** What nobody else touches is its own. */
  const OWN: readonly Verb[] = ['keepResult'];

  /** A container of its own. @returns what answers its invocations */
  const container = (actor: string) => {
    let runs = 0;
    const dialect = dialectOf(
      portal,
      () => clock.ms,
      (call, make) =>
        gate({ actor, isOwn: false, ...call }, async () => {
          const made = await make();
          const { verb, clientId } = call;
          if (verb === 'switch on' || verb === 'switch off')
            writes.push({ clientId, enabled: verb === 'switch on' });
          return made;
        }),
    );
    const answer = createAnswer(
      {
        ...SYSTEM,
        log: () => {},
        countResult: () => {},
        countIgnored: () => {},
        countOpen: (counts) => opened.push(counts),
        settings,
        ledger: ledgerWith(ledger, (make, { verb }) =>
          gate({ actor, verb, isOwn: OWN.includes(verb) }, make),
        ),
        fetchApiKey: async () => 'key',
        publishResult: (result) =>
          publish(actor, async () => void published.push(readResult(result)), result),
        newRunId: () => {
          runs += 1;
          return `${actor} ${runs}`;
        },
        now: () => new Date(now(actor)),
        sleep: (milliseconds) => sleep(actor, milliseconds),
        random: () => 0,
      },
      dialect,
    );
    let invocations = 0;
    return async (payload: unknown, invocation: { remainingMs?: number; requestId?: string } = {}) => {
      invocations += 1;
      const requestId = `${actor} ${invocations}`;
      try {
        const answered = await answer(payload, { requestId, remainingMs: 600_000, ...invocation });
        return readResult(answered);
      } catch (error) {
        // Lambda delivers it again; anything else is a fault.
        if (error instanceof RetryNeededError) return undefined;
        throw error;
      }
    };
  };

  return {
    portal,
    ledger,
    published,
    opened,
    writes,
    container,
    isOn: (clientId = CRM) => portal.row(clientId)?.enabled === true,
    record: (clientId = CRM) => ledger.readClient(clientId, { withinMs: 1_000 }),
  };
};

export type Model = ReturnType<typeof createModel>;
