import { parseConfig } from '../../../lambda/config.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import type { OpenClients } from '../../../lambda/dependencies.ts';
import { SYSTEM } from '../../../lambda/dependencies.ts';
import type { Dialect } from '../../../lambda/docspace/dialect.ts';
import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { createClientStore } from '../../../local/portal/client-store.ts';
import { createAnswer } from '../../answering.ts';
import { clientRow } from '../../client-row.ts';
import { ledgerWith, type Verb } from '../../ledgers.ts';

export const CRM = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
export const BACKUP = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

/** One call of a run; nobody else touches what is its `own`, as long as no two runs answer one request. */
type Call = { actor: string; verb: string; isOwn: boolean };

/** Stands before every call, and makes it when its turn has come. */
export type Gate = <T>(call: Call, make: () => Promise<T>) => Promise<T>;

const open: Gate = (_call, make) => make();

/** Everything between the door and the results, several containers of it, on one ledger and one portal, without HTTP. */
export const createModel = ({
  clock,
  now = () => clock.ms,
  sleep,
  gate = open,
  env = {},
  ledger = createMemoryStore(),
}: {
  /** The portal's clock, in ms since the epoch. */
  clock: { ms: number };
  /** A container's own clock. */
  now?: (actor: string) => number;
  sleep: (actor: string, milliseconds: number) => Promise<void>;
  gate?: Gate;
  env?: Record<string, string>;
  ledger?: LedgerStore;
}) => {
  const config = parseConfig({
    PORTAL_URL: 'https://example.onlyoffice.com',
    API_KEY_SECRET_ID: 'key',
    RESULT_BUS_NAME: 'bus',
    LEDGER_TABLE: 'ledger',
    ...env,
  });
  const portal = createClientStore(() => clock.ms);
  const published: ContainmentResult[] = [];
  const opened: OpenClients[] = [];
  /** Activation writes that reached the portal. */
  const writes: { clientId: string; enabled: boolean }[] = [];
  for (const clientId of [CRM, BACKUP]) portal.add(clientRow({ clientId }));

  const dialectOf = (actor: string): Dialect => ({
    readClient: (clientId) =>
      gate({ actor, verb: 'show', isOwn: false }, async () => {
        const row = await portal.read(clientId);
        return row === undefined
          ? undefined
          : {
              clientId,
              name: row.name,
              tenant: row.tenant,
              enabled: row.enabled,
              fingerprint: row.clientSecret,
              modifiedAt: new Date(row.modifiedOn),
            };
      }),
    setActivation: (clientId, enabled) =>
      gate({ actor, verb: enabled ? 'switch on' : 'switch off', isOwn: false }, async () => {
        await portal.activate(clientId, enabled);
        writes.push({ clientId, enabled });
        return { status: 200, tokensLeft: 14, statedEnabled: undefined, portalAt: new Date(clock.ms) };
      }),
    regenerateSecret: () => Promise.reject(new Error('nobody rotates here')),
    signIn: async () => true,
    owner: () => undefined,
    doubtKey: () => {},
    spoken: () => 'current',
  });

  /** What nobody else touches is its own. */
  const OWN: readonly Verb[] = ['keepResult'];
  const ledgerOf = (actor: string): LedgerStore =>
    ledgerWith(ledger, (make, { verb }) => gate({ actor, verb, isOwn: OWN.includes(verb) }, make));

  /** A container of its own. @returns what answers its invocations */
  const container = (actor: string) => {
    let runs = 0;
    const telemetry = {
      log: () => {},
      countResult: () => {},
      countIgnored: () => {},
      countOpen: (open: OpenClients) => opened.push(open),
      middlewares: [],
    };
    const answer = createAnswer(
      {
        ...SYSTEM,
        ...telemetry,
        settings: config,
        ledger: ledgerOf(actor),
        fetchApiKey: async () => 'key',
        publishResult: async (result) => {
          published.push(ResultSchema.parse(result));
        },
        newRunId: () => {
          runs += 1;
          return `${actor} ${runs}`;
        },
        now: () => new Date(now(actor)),
        sleep: (milliseconds) => sleep(actor, milliseconds),
        random: () => 0,
      },
      dialectOf(actor),
    );
    let invocations = 0;
    return async (payload: unknown, invocation: { remainingMs?: number; requestId?: string } = {}) => {
      invocations += 1;
      const requestId = `${actor} ${invocations}`;
      try {
        const answered = await answer(payload, { requestId, remainingMs: 600_000, ...invocation });
        return ResultSchema.parse(answered);
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
