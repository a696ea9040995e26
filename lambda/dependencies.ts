import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from './aws-client.ts';
import type { Config, Settings } from './config.ts';
import type { FetchApiKey } from './docspace/session.ts';
import { publishToEventBus } from './event-bus.ts';
import { type Ledger, noLedger } from './ledger.ts';
import type { Log } from './log.ts';
import type { ContainmentResult } from './results/result.ts';
import { fetchApiKeyFromSecretsManager } from './secrets-manager.ts';
import type { Telemetry } from './telemetry.ts';

/** Everything that the kill switch asks of the world, as verbs; tests and the local command pass their own. */
export type Dependencies = {
  settings: Settings;
  /** @throws ApiKeyError */
  fetchApiKey: FetchApiKey;
  /** @throws where the result is not on the bus */
  publishResult: (result: ContainmentResult) => Promise<void>;
  ledger: Ledger;
  log: Log;
  countResult: (result: ContainmentResult) => void;
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

/** The verbs that touch nothing of AWS: the same in the function and in the local command. */
export const localVerbs = (settings: Settings, telemetry: Telemetry) => ({
  settings,
  ledger: noLedger,
  log: telemetry.log,
  countResult: telemetry.countResult,
  fetch: globalThis.fetch,
  now: () => new Date(),
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  /** 250 ms was measured to be enough; timers may fire a few milliseconds early. */
  settleMs: 260,
  /** A locked database answers after 7 s. */
  callTimeoutMs: 10_000,
});

/** The verbs as they are on AWS. */
export const createDependencies = (config: Config, telemetry: Telemetry): Dependencies => ({
  ...localVerbs(config, telemetry),
  fetchApiKey: fetchApiKeyFromSecretsManager(new SecretsManagerClient(AWS_CLIENT), config.apiKeySecretId),
  publishResult: publishToEventBus(new EventBridgeClient(AWS_CLIENT), config.resultBusName, telemetry.log),
});
