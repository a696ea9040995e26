import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { RateLimitedError } from '../../../lambda/docspace/errors.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { THREE_AM } from '../../alerts.ts';
import type { Verb } from '../../ledgers.ts';
import { type Call, createModel, type Gate } from '../../model.ts';
import { doubtOf, failureOf, type Mishap } from './mishap.ts';

export const PROTECTED = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';
export const CLIENTS = [
  'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90',
  '1d0c2b3a-7f6e-4d5c-8b9a-0f1e2d3c4b5a',
  '6c7cf17b-1bd3-47d5-94c6-be2d3570e168',
  'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f',
] as const;
/** An id that the portal does not know. */
export const UNKNOWN = '5e1f0a77-2b3c-4d5e-8f60-718293a4b5c6';
export const BREAKER = { limit: 2, windowMs: 3_600_000 };

/** What one invocation came to, as seen from outside. */
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
  faulted: Set<Verb | 'sleep'>;
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
};

const noAnswer = () => new Error('no answer');
const PLAIN: Fate = { fail: noAnswer, doubt: noAnswer };

const fateOnPortal = (operation: string): Fate => ({
  fail: (error) => failureOf(operation, error),
  doubt: (error) => doubtOf(operation, error),
});

const never = <T>() => new Promise<T>(() => {});

/** Two containers of the model: each call of a run may meet a mishap. */
export const createFleet = () => {
  const clock = { ms: THREE_AM };
  /** Slots as the ledger really gave them: client id → end, and the run that took or kept it last. */
  const slots = new Map<string, { end: number; runId: string }>();
  /** Client id → when the last disabling write was sent of which a run saw that the portal accepted it. */
  const accepted = new Map<string, number>();
  const late: (() => Promise<unknown>)[] = [];
  const lives = new Map<string, Life>();

  /** Stands around every call of a container; of one that has died, nothing happens any more. */
  const live = async <T>(
    self: Life,
    make: () => Promise<T>,
    { fail, doubt, undo, note = () => {} }: Fate & { note?: () => void },
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

  const sendWrite = async <T>(
    self: Life,
    make: () => Promise<T>,
    { clientId, enabled }: { clientId: string; enabled: boolean },
  ): Promise<T> => {
    if (self.isDead) return never();
    const write = { clientId, enabled, container: self.container, isLimited: false };
    self.now.ran.writes.push(write);
    const wasOn = model.portal.row(clientId)?.enabled === true;
    const sentAt = clock.ms;
    try {
      const undo = () => model.portal.activate(clientId, wasOn);
      const made = await live(self, make, { ...fateOnPortal('change activation'), undo });
      if (!enabled) accepted.set(clientId, sentAt);
      return made;
    } catch (error) {
      write.isLimited = error instanceof RateLimitedError;
      throw error;
    }
  };

  const onLedger = <T>(self: Life, make: () => Promise<T>, verb: Verb | 'sleep'): Promise<T> => {
    const call = async () => {
      const answer = await make();
      if (verb === 'takeSlot') self.now.ran.hadSlot = true;
      return answer;
    };
    return live(self, call, { ...PLAIN, note: () => self.now.ran.faulted.add(verb) });
  };

  const lifeOf = (actor: string): Life => {
    const life = lives.get(actor);
    if (life === undefined) throw new Error(`${actor} never started`);
    return life;
  };

  const gate: Gate = <T>(call: Call, make: () => Promise<T>): Promise<T> => {
    const self = lifeOf(call.actor);
    if (!('clientId' in call)) return onLedger(self, make, call.verb);
    if (call.verb === 'show') return live(self, make, fateOnPortal('read client'));
    return sendWrite(self, make, { clientId: call.clientId, enabled: call.verb === 'switch on' });
  };

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
  const model = createModel({
    clock,
    clients: [...CLIENTS, PROTECTED],
    env: {
      PROTECTED_CLIENT_IDS: PROTECTED,
      BREAKER_LIMIT: `${BREAKER.limit}`,
      BREAKER_WINDOW: '1h',
    },
    ledger: watched,
    gate,
    publish: (actor, make, result) => {
      const self = lifeOf(actor);
      const report = async () => {
        await make();
        self.now.ran.reported.push(result);
      };
      return live(self, report, PLAIN);
    },
    sleep: async (actor, milliseconds) => {
      if (lifeOf(actor).isDead) return never();
      clock.ms += milliseconds;
    },
  });

  const startContainer = () => {
    const self: Life = { container: lives.size, isDead: false, now: newInvocation() };
    const actor = `container ${lives.size}`;
    lives.set(actor, self);
    return { self, answer: model.container(actor) };
  };
  const containers = [startContainer(), startContainer()];

  const restart = (container: number): void => {
    containers[container] = startContainer();
  };

  const run = async (
    payload: unknown,
    plan: readonly Mishap[] = [],
    container = 0,
    meanwhile?: Invocation['meanwhile'],
  ): Promise<Ran> => {
    const { self, answer } = containers[container] ?? startContainer();
    const ran = newRan(clock.ms);
    const death = new Promise<'crashed'>((resolve) => {
      self.now = { ran, plan, calls: 0, meanwhile, die: () => resolve('crashed') };
    });
    const work = answer(payload).then((result) => {
      ran.answer = result;
      return result === undefined ? ('threw' as const) : ('answered' as const);
    });
    ran.end = await Promise.race([work, death]);
    if (ran.end === 'crashed') restart(container);
    return ran;
  };

  return {
    clock,
    portal: model.portal,
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
    isOn: model.isOn,
    /** As a read shows it: through the portal's cache. */
    showsOn: (clientId: string): boolean =>
      (model.portal.cached(clientId) ?? model.portal.row(clientId))?.enabled === true,
    /** An admin enables the client in the portal, and a reader that began before fills the cache with the old state. */
    enableBehindCache: async (clientId: string): Promise<void> => {
      const { portal } = model;
      portal.expireCache(clientId);
      portal.interleave = async (point) => {
        if (point === 'read:row-read') await portal.activate(clientId, true);
      };
      await portal.read(clientId);
      portal.interleave = undefined;
    },
    record: model.record,
  };
};

export type Fleet = ReturnType<typeof createFleet>;
