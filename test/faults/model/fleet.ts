import { createHash } from 'node:crypto';
import { parseConfig } from '../../../lambda/config.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import { SYSTEM } from '../../../lambda/dependencies.ts';
import type { Dialect } from '../../../lambda/docspace/dialect.ts';
import { HttpError, RateLimitedError } from '../../../lambda/docspace/errors.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { createClientStore } from '../../../local/portal/client-store.ts';
import { THREE_AM } from '../../alerts.ts';
import { createAnswer } from '../../answering.ts';
import { clientRow } from '../../client-row.ts';
import { ledgerWith, type Verb } from '../../ledgers.ts';
import { doubtOf, failureOf, type Mishap } from './mishap.ts';

export const PROTECTED = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';
export const CLIENTS = [
  'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90',
  '1d0c2b3a-7f6e-4d5c-8b9a-0f1e2d3c4b5a',
  '6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
  'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f',
] as const;
/** What every secret begins with that the kill switch has the portal make. */
export const MADE_SECRET = 'PLANTED secret';
/** An id that the portal does not know. */
export const UNKNOWN = '5e1f0a77-2b3c-4d5e-8f60-718293a4b5c6';
export const BREAKER = { limit: 2, windowMs: 3_600_000 };

/** What one invocation came to, as the world saw it. */
export type Ran = {
  end: 'answered' | 'threw' | 'crashed';
  /** When it was delivered, in ms since the epoch. */
  beganAt: number;
  answer: ContainmentResult | undefined;
  /** Results that reached the bus. */
  reported: ContainmentResult[];
  /** Activation writes that left for the portal, whatever became of them. */
  writes: { clientId: string; enabled: boolean; container: number; isLimited: boolean }[];
  /** Whether the ledger gave it a slot, kept or given back since. */
  hadSlot: boolean;
  /** Verbs of the ledger of which something befell a call. */
  faulted: Set<Verb>;
};

/** What one invocation is up to. */
type Invocation = {
  ran: Ran;
  plan: readonly Mishap[];
  calls: number;
  /** Comes to pass in the middle of the run, at that call. */
  meanwhile: { nth: number; happen: () => Promise<void> } | undefined;
  die: () => void;
};

/** One container, by its number, until it dies. */
type Life = { container: number; isDead: boolean; now: Invocation };

const newRan = (beganAt: number): Ran => ({
  end: 'answered',
  beganAt,
  answer: undefined,
  reported: [],
  writes: [],
  hadSlot: false,
  faulted: new Set(),
});

const newInvocation = (): Invocation => ({
  ran: newRan(0),
  plan: [],
  calls: 0,
  meanwhile: undefined,
  die: () => {},
});

/** How a call ends that meets a mishap. */
type Fate = {
  fail: (error: number) => Error;
  doubt: (error: number) => Error;
  /** Of a write to the portal: puts back what was there before. */
  undo?: () => Promise<unknown>;
  note?: () => void;
};

const config = parseConfig({
  PORTAL_URL: 'https://example.onlyoffice.com',
  API_KEY_SECRET_ID: 'key',
  RESULT_BUS_NAME: 'bus',
  LEDGER_TABLE: 'ledger',
  PROTECTED_CLIENT_IDS: PROTECTED,
  BREAKER_LIMIT: `${BREAKER.limit}`,
  BREAKER_WINDOW: '1h',
});

const unknownClient = (operation: string) =>
  new HttpError({ operation, status: 404, shape: 'problem', counted: true });

/** Two containers on one ledger and one portal, without HTTP: each call of a run may meet a mishap. */
export const createFleet = () => {
  const clock = { ms: THREE_AM };
  const portal = createClientStore(() => clock.ms);
  for (const clientId of [...CLIENTS, PROTECTED]) portal.add(clientRow({ clientId }));

  /** Slots as the ledger really gave them: client id → end, and the run that took or kept it last. */
  const slots = new Map<string, { end: number; runId: string }>();
  /** Client id → when the last disabling write was sent of which a run saw that the portal accepted it. */
  const accepted = new Map<string, number>();
  const late: (() => Promise<unknown>)[] = [];
  const never = <T>() => new Promise<T>(() => {});

  /** Stands around every call of a container; of one that has died, nothing happens any more. */
  const live = async <T>(
    self: Life,
    make: () => Promise<T>,
    { fail, doubt, undo, note = () => {} }: Fate,
  ): Promise<T> => {
    if (self.isDead) return never();
    const { now } = self;
    now.calls += 1;
    const nth = now.calls;
    if (now.meanwhile?.nth === nth) await now.meanwhile.happen();
    const mishap = now.plan.find((candidate) => candidate.nth === nth);
    if (mishap === undefined) {
      const made = await make();
      return self.isDead ? never() : made;
    }
    note();
    switch (mishap.kind) {
      case 'fails':
        throw fail(mishap.error);
      case 'late':
        if (undo === undefined) throw fail(mishap.error);
        late.push(make);
        throw doubt(1);
      case 'undone': {
        const made = await make();
        await undo?.();
        return made;
      }
      case 'answer lost':
        await make();
        throw doubt(mishap.error);
      case 'crash before':
      case 'crash after':
        if (mishap.kind === 'crash after') await make().catch(() => {});
        self.isDead = true;
        now.die();
        return never();
      default:
        return mishap.kind satisfies never;
    }
  };

  const onPortal = <T>(
    self: Life,
    operation: string,
    make: () => Promise<T>,
    fate: Pick<Fate, 'undo'> = {},
  ): Promise<T> =>
    live(self, make, {
      ...fate,
      fail: (error) => failureOf(operation, error),
      doubt: (error) => doubtOf(operation, error),
    });

  let made = 0;
  const dialectOf = (self: Life): Dialect => ({
    readClient: (clientId) =>
      onPortal(self, 'read client', async () => {
        const row = await portal.read(clientId);
        if (row === undefined) throw unknownClient('read client');
        const { name, tenant, enabled, clientSecret } = row;
        const fingerprint = createHash('sha256').update(clientSecret).digest('hex');
        return { clientId, name, tenant, enabled, fingerprint, modifiedAt: new Date(row.modifiedOn) };
      }),
    setActivation: async (clientId, enabled) => {
      if (self.isDead) return never();
      const write = { clientId, enabled, container: self.container, isLimited: false };
      self.now.ran.writes.push(write);
      const wasOn = portal.row(clientId)?.enabled === true;
      const sentAt = clock.ms;
      const sent = onPortal(
        self,
        'change activation',
        async () => {
          if (!(await portal.activate(clientId, enabled))) throw unknownClient('change activation');
          return { status: 200, tokensLeft: 14, statedEnabled: undefined, portalAt: new Date(clock.ms) };
        },
        { undo: () => portal.activate(clientId, wasOn) },
      );
      return sent.then(
        (answer) => {
          if (!enabled) accepted.set(clientId, sentAt);
          return answer;
        },
        (error: unknown) => {
          write.isLimited = error instanceof RateLimitedError;
          throw error;
        },
      );
    },
    regenerateSecret: (clientId) =>
      onPortal(self, 'regenerate secret', async () => {
        made += 1;
        if (!(await portal.regenerate(clientId, `${MADE_SECRET} ${made}`)))
          throw unknownClient('regenerate secret');
      }),
    signIn: async () => true,
    owner: () => ({ jwt: '', tenant: 1, isAdmin: true, isGuest: false, skewMs: 0 }),
    doubtKey: () => {},
    spoken: () => 'current',
  });

  const memory = createMemoryStore();
  const watched = {
    ...memory,
    takeSlot: async (...[request, patience]: Parameters<typeof memory.takeSlot>) => {
      const answer = await memory.takeSlot(request, patience);
      if (answer.kind === 'full') return answer;
      const end =
        answer.kind === 'kept' ? slots.get(request.clientId)?.end : request.now.getTime() + request.windowMs;
      slots.set(request.clientId, { end: end ?? 0, runId: request.runId });
      return answer;
    },
    giveBackSlot: async (...[slot, patience]: Parameters<typeof memory.giveBackSlot>) => {
      if (slots.get(slot.clientId)?.runId === slot.runId) slots.delete(slot.clientId);
      return memory.giveBackSlot(slot, patience);
    },
    freeSlots: async (...call: Parameters<typeof memory.freeSlots>) => {
      slots.clear();
      return memory.freeSlots(...call);
    },
  };
  const noAnswer = () => new Error('no answer');
  const plain: Fate = { fail: noAnswer, doubt: noAnswer };

  let runs = 0;
  let started = 0;
  const startContainer = () => {
    const self: Life = { container: started, isDead: false, now: newInvocation() };
    started += 1;
    const answer = createAnswer(
      {
        ...SYSTEM,
        settings: config,
        log: () => {},
        countResult: () => {},
        countOpen: () => {},
        countIgnored: () => {},
        ledger: ledgerWith(watched, (make, { verb }) => {
          const call = async () => {
            const answer = await make();
            if (verb === 'takeSlot') self.now.ran.hadSlot = true;
            return answer;
          };
          return live(self, call, { ...plain, note: () => self.now.ran.faulted.add(verb) });
        }),
        fetchApiKey: async () => 'key',
        publishResult: (result) =>
          live(
            self,
            async () => {
              self.now.ran.reported.push(ResultSchema.parse(result));
            },
            plain,
          ),
        newRunId: () => {
          runs += 1;
          return `run ${runs}`;
        },
        now: () => new Date(clock.ms),
        sleep: async (milliseconds) => {
          if (self.isDead) return never();
          clock.ms += milliseconds;
        },
        random: () => 0.5,
      },
      dialectOf(self),
    );
    return { self, answer };
  };
  const containers = [startContainer(), startContainer()];

  const restart = (container: number): void => {
    containers[container] = startContainer();
  };

  let invocations = 0;
  const run = async (
    payload: unknown,
    plan: readonly Mishap[] = [],
    container = 0,
    meanwhile?: Invocation['meanwhile'],
  ): Promise<Ran> => {
    const { self, answer } = containers[container] ?? startContainer();
    invocations += 1;
    const ran = newRan(clock.ms);
    const death = new Promise<'crashed'>((resolve) => {
      self.now = { ran, plan, calls: 0, meanwhile, die: () => resolve('crashed') };
    });
    const work = answer(payload, { requestId: `request ${invocations}`, remainingMs: 600_000 }).then(
      (result) => {
        ran.answer = ResultSchema.parse(result);
        return 'answered' as const;
      },
      (error: unknown) => {
        if (error instanceof RetryNeededError) return 'threw' as const;
        throw error;
      },
    );
    ran.end = await Promise.race([work, death]);
    if (ran.end === 'crashed') restart(container);
    return ran;
  };

  return {
    clock,
    portal,
    run,
    restart,
    slots: (): string[] => [...slots].filter(([, { end }]) => end > clock.ms).map(([clientId]) => clientId),
    /** When the last disabling write was sent of which a run saw that it was accepted, in ms since the epoch. */
    acceptedAt: (clientId: string): number | undefined => accepted.get(clientId),
    lateWrites: (): number => late.length,
    /** Writes whose callers have long given up take effect now. */
    releaseLate: async () => {
      for (const write of late.splice(0)) await write().catch(() => {});
    },
    isOn: (clientId: string): boolean => portal.row(clientId)?.enabled === true,
    /** As a read shows it: through the portal's cache. */
    showsOn: (clientId: string): boolean =>
      (portal.cached(clientId) ?? portal.row(clientId))?.enabled === true,
    /** An admin enables the client in the portal, and a reader that began before fills the cache with the old state. */
    enableBehindCache: async (clientId: string): Promise<void> => {
      portal.expireCache(clientId);
      portal.interleave = async (point) => {
        if (point === 'read:row-read') await portal.activate(clientId, true);
      };
      await portal.read(clientId);
      portal.interleave = undefined;
    },
    record: (clientId: string) => memory.readClient(clientId, { withinMs: 1 }),
  };
};

export type Fleet = ReturnType<typeof createFleet>;
