import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Rule } from './config.ts';
import type { IGNORED_METRICS, OPEN_METRICS } from './contract/metric-names.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Settings } from './contract/settings.ts';
import type { FetchApiKey } from './docspace/session.ts';
import { SETTLE_MS } from './docspace/settle.ts';
import type { LedgerStore } from './ledger/store.ts';
import type { Log } from './log.ts';

/** How many clients are in which state. */
export type OpenClients = Record<Exclude<keyof typeof OPEN_METRICS, 'drifted'>, number> & {
  /** Null where the watch saw no client. */
  drifted: number | null;
};

/** What is written down about a run: one log line, or one set of metrics, a call. */
export type Telemetry = {
  log: Log;
  countResult: (result: ContainmentResult) => void;
  countIgnored: (count: number, of: keyof typeof IGNORED_METRICS) => void;
  countOpen: (open: OpenClients) => void;
};

/** What carries alerts to the function and results away from it, as it is now. */
export type Delivery = {
  /** Whether the settings let rules start the function. */
  alertsOn: boolean;
  /** The rules that the stack has for alerts, by fixed names. */
  rules: readonly Rule[];
  /** @throws what AWS answered instead */
  stateOf: (rule: Rule) => Promise<'enabled' | 'disabled' | 'missing'>;
  /** @throws what AWS answered instead */
  resultBusExists: () => Promise<boolean>;
};

/** Everything outside that the kill switch uses, as functions; tests and the command pass their own. */
export type Dependencies = Telemetry & {
  settings: Settings;
  /** @throws ApiKeyError */
  fetchApiKey: FetchApiKey;
  /** @throws if the result is not on the bus */
  publishResult: (result: ContainmentResult) => Promise<void>;
  ledger: LedgerStore;
  /** Only where the kill switch is deployed. */
  delivery?: Delivery;
  newRunId: () => string;
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** @param milliseconds how long to wait */
  sleep: (milliseconds: number) => Promise<void>;
  /** 0 ≤ random() < 1 */
  random: () => number;
  /** Milliseconds between a write and what may follow it. */
  settleMs: number;
  /** Milliseconds that one call to the portal may take. */
  callTimeoutMs: number;
};

/** The functions that are the same everywhere: clock, timer, randomness and network of this process. */
export const SYSTEM = {
  newRunId: randomUUID,
  fetch: globalThis.fetch,
  now: () => new Date(),
  sleep: setTimeout,
  random: Math.random,
  settleMs: SETTLE_MS,
  /** A locked database answers after 7 s. */
  callTimeoutMs: 10_000,
} as const satisfies Partial<Dependencies>;
