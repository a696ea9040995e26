import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { parseSettings } from '../../lambda/contract/settings.ts';
import { createHandler } from '../../lambda/create-handler.ts';
import { SYSTEM } from '../../lambda/dependencies.ts';
import type { LedgerStore } from '../../lambda/ledger/store.ts';
import { createMemoryStore } from '../../local/kill-switch/memory-ledger.ts';
import { type Portal, startPortal } from '../../local/portal/simulator.ts';
import { ledgerWith } from '../ledgers.ts';
import { contextOf } from '../stage.ts';
import { createVirtualTime } from '../virtual-time.ts';
import { invokeThroughQueue } from './batch-queue.ts';
import { invokeAsLambda } from './lambda-queue.ts';

/** Latencies of the real service and of AWS, in virtual ms. */
const PORTAL_MS = { GET: 6, PATCH: 12, OPTIONS: 6 } as const;
const LEDGER_MS = 5;
const PUBLISH_MS = 10;

export type VirtualFleet = {
  portal: Portal;
  /** Without latency and time: for what is looked at afterwards. */
  ledger: LedgerStore;
  random: () => number;
  published: readonly ContainmentResult[];
  /** Client id → its first accepted write, in ms since the epoch. */
  firstWrites: ReadonlyMap<string, number>;
  /**
   * Delivers all events as Lambda does, until each has ended.
   * @param arrivesAfterMs when an event arrives, by its place in the list; without it all arrive at once
   */
  serve: (
    events: readonly unknown[],
    arrivesAfterMs?: (index: number) => number,
  ) => Promise<{ endedAfterMs: number; failed: number }>;
};

/** A generator of numbers that is the same for the same seed; mulberry32, public domain. */
const randomFrom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/**
 * The real code in many containers on one ledger, against the portal simulator with its rate limit, on a virtual
 * clock. Lambda's queue, its retries and its back-off are modelled in `lambda-queue.ts`.
 *
 * @param options.perMinute PATCH calls a minute and user, and as many at once
 */
export const openVirtualFleet = async ({
  containers,
  perMinute,
  breakerLimit,
  seed,
  throughQueue = false,
}: {
  containers: number;
  perMinute: number;
  breakerLimit: number;
  seed: number;
  /** Whether a queue that is read in batches lies between the rule and the function. */
  throughQueue?: boolean;
}): Promise<VirtualFleet> => {
  const time = createVirtualTime();
  const random = randomFrom(seed);
  const portal = await startPortal({ now: () => time.clock.ms, rateLimit: perMinute });
  const store = createMemoryStore();
  const ledger = ledgerWith(store, async (make) => {
    await time.sleep(LEDGER_MS);
    return make();
  });
  const settings = parseSettings({ PORTAL_URL: portal.url, BREAKER_LIMIT: `${breakerLimit}` });
  const published: ContainmentResult[] = [];
  const telemetry = {
    log: () => {},
    countResult: () => {},
    countOpen: () => {},
    countIgnored: () => {},
  };
  const firstWrites = new Map<string, number>();

  const newContainer = () =>
    createHandler({
      ...SYSTEM,
      ...telemetry,
      settings,
      ledger,
      fetchApiKey: async () => portal.keys.admin,
      publishResult: async (result) => {
        await time.sleep(PUBLISH_MS);
        published.push(result);
      },
      now: () => new Date(time.clock.ms),
      sleep: time.sleep,
      random,
      callTimeoutMs: 60_000,
      fetch: async (url, request) => {
        await time.sleep(PORTAL_MS[request?.method === 'PATCH' ? 'PATCH' : 'GET']);
        const answer = await time.outside(async () => {
          const response = await fetch(url, request);
          const text = await response.text();
          return new Response(text === '' ? null : text, response);
        });
        const clientId = String(url).match(/clients\/([^/]+)\/activation/)?.[1];
        if (request?.method === 'PATCH' && answer.ok && clientId !== undefined && !firstWrites.has(clientId))
          firstWrites.set(clientId, time.clock.ms);
        return answer;
      },
    });

  const pool = Array.from({ length: containers }, () => {
    const handler = newContainer();
    let runs = 0;
    return async (event: unknown): Promise<void> => {
      runs += 1;
      const startedAt = time.clock.ms;
      const context = contextOf(`virtual-${runs}`);
      await handler(event, {
        ...context,
        getRemainingTimeInMillis: () => 600_000 - (time.clock.ms - startedAt),
      });
    };
  });

  return {
    portal,
    ledger: store,
    random,
    published,
    firstWrites,
    serve: async (events, arrivesAfterMs = () => 0) => {
      const world = { sleep: time.sleep, random, now: () => time.clock.ms, arrivesAfterMs };
      const startedAt = time.clock.ms;
      const invoke = throughQueue ? invokeThroughQueue : invokeAsLambda;
      const served = await time.passUntil(invoke(events, pool, world));
      return { endedAfterMs: time.clock.ms - startedAt, ...served };
    },
  };
};
