import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Dependencies } from './dependencies.ts';

/** The verbs that are the same wherever the function runs: clock, timer, randomness and network of this process. */
export const SYSTEM = {
  newRunId: randomUUID,
  fetch: globalThis.fetch,
  now: () => new Date(),
  sleep: setTimeout,
  random: Math.random,
  /** 250 ms was measured to be enough; timers may fire a few milliseconds early. */
  settleMs: 260,
  /** A locked database answers after 7 s. */
  callTimeoutMs: 10_000,
} as const satisfies Partial<Dependencies>;
