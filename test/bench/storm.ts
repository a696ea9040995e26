import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { parseSettings } from '../../lambda/contract/settings.ts';
import { createHandler } from '../../lambda/create-handler.ts';
import { SYSTEM } from '../../lambda/system.ts';
import { createMemoryStore } from '../../local/kill-switch/memory-ledger.ts';
import { startPortal } from '../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../alerts.ts';
import { ledgerWith } from '../ledgers.ts';
import { contextOf } from '../stage.ts';
import { invokeAsLambda } from './lambda-queue.ts';
import { createVirtualTime } from './virtual-time.ts';

/** PATCH calls a minute and user, and as many at once, as measured. */
const PER_MINUTE = 15;

/** Latencies of the real service and of AWS, in virtual ms. */
const PORTAL_MS = { GET: 6, PATCH: 12, OPTIONS: 6 } as const;
const LEDGER_MS = 5;
const PUBLISH_MS = 10;

export type StormOptions = {
  alerts: number;
  clients: number;
  containers: number;
  /** Part of the activation calls that the portal answers with 500, nothing applied. */
  faulty: number;
  seed: number;
};

export type Storm = StormOptions & {
  /** Virtual seconds until the last client's first accepted write. */
  lastFirstWriteS: number;
  /** What the rate limit alone allows, in seconds; with faults, divided by what is left of it. */
  limitS: number;
  ratio: number;
  clientsOff: number;
  writes: number;
  refusedByLimit: number;
  /** Alerts that ended with a final result on the bus, each once. */
  ended: number;
  inFailureQueue: number;
  endedAfterS: number;
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
 * Many alerts at once, by the real code in many containers, against the portal simulator with its rate limit, on a
 * virtual clock. Lambda's queue, its retries and its back-off are modelled in `lambda-queue.ts`.
 */
export const runStorm = async (options: StormOptions): Promise<Storm> => {
  const { alerts, clients, containers, faulty, seed } = options;
  const time = createVirtualTime(THREE_AM);
  const random = randomFrom(seed);
  const portal = await startPortal({ now: () => time.clock.ms, rateLimit: PER_MINUTE });
  // Inside the portal, behind its rate limit: as measured, a call that ends with 500 costs its token all the same.
  portal.interleave = async (point, { kind }) => {
    if (kind === 'activate' && point === 'activate:before-commit' && random() < faulty)
      throw new Error('the database failed');
  };
  const targets = Array.from({ length: clients }, () => portal.addClient().clientId);
  const ledger = ledgerWith(createMemoryStore(), async (make) => {
    await time.sleep(LEDGER_MS);
    return make();
  });
  const settings = parseSettings({ PORTAL_URL: portal.url, BREAKER_LIMIT: '1000' });
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

  const events = Array.from({ length: alerts }, (_, index) =>
    alertFor(targets[Math.floor(random() * clients)] ?? '', {
      id: `storm-${index}`,
      time: new Date(THREE_AM).toISOString(),
    }),
  );
  // Every client is named at least once, whatever chance says.
  for (const [index, clientId] of targets.entries())
    events[index] = alertFor(clientId, { id: `storm-${index}`, time: new Date(THREE_AM).toISOString() });
  events.sort(() => random() - 0.5);

  const pool = Array.from({ length: containers }, () => {
    const handler = newContainer();
    let runs = 0;
    return async (event: unknown): Promise<void> => {
      runs += 1;
      const startedAt = time.clock.ms;
      const context = contextOf(`storm-${runs}`);
      await handler(event, {
        ...context,
        getRemainingTimeInMillis: () => 600_000 - (time.clock.ms - startedAt),
      });
    };
  });
  const served = invokeAsLambda(events, pool, {
    sleep: time.sleep,
    random,
    now: () => time.clock.ms,
  });
  const endedAfterMs = await time.passUntil(served);
  const { failed } = await served;
  const calls = portal.calls.filter(({ operation }) => operation === 'activate');
  const clientsOff = targets.filter((clientId) => portal.databaseEnabled(clientId) === false).length;
  await portal.close();

  const lastFirstWriteS = (Math.max(...firstWrites.values()) - THREE_AM) / 1_000;
  const limitS = ((Math.max(0, clients - PER_MINUTE) / PER_MINUTE) * 60) / (1 - faulty);
  return {
    ...options,
    lastFirstWriteS,
    limitS,
    ratio: lastFirstWriteS / limitS,
    clientsOff,
    writes: calls.filter(({ applied }) => applied).length,
    refusedByLimit: calls.filter(({ status }) => status === 429).length,
    ended: new Set(published.flatMap(({ final, trigger }) => (final ? [trigger.eventId] : []))).size,
    inFailureQueue: failed,
    endedAfterS: endedAfterMs / 1_000,
  };
};
