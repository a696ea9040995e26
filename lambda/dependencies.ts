import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT, LEDGER_CLIENT } from './aws/aws-client.ts';
import { createDynamoDbStore } from './aws/dynamodb-store.ts';
import { publishToEventBus } from './aws/event-bus.ts';
import { fetchApiKeyFromSecretsManager } from './aws/secrets-manager.ts';
import type { OpenClients, Telemetry } from './aws/telemetry.ts';
import type { Config, Settings } from './config.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { FetchApiKey } from './docspace/session.ts';
import { createMemoryStore } from './ledger/memory-store.ts';
import type { LedgerStore } from './ledger/store.ts';
import type { Log } from './log.ts';

/** Everything that the kill switch asks of the world, as verbs; tests and the local command pass their own. */
export type Dependencies = {
  settings: Settings;
  /** @throws ApiKeyError */
  fetchApiKey: FetchApiKey;
  /** @throws where the result is not on the bus */
  publishResult: (result: ContainmentResult) => Promise<void>;
  ledger: LedgerStore;
  log: Log;
  countResult: (result: ContainmentResult) => void;
  countIgnored: (findings: number) => void;
  countOpen: (open: OpenClients) => void;
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

/** The verbs that touch nothing of AWS: the same in the function and in the local command. The ledger forgets. */
export const localVerbs = (settings: Settings, telemetry: Telemetry) => ({
  settings,
  ledger: createMemoryStore(),
  log: telemetry.log,
  countResult: telemetry.countResult,
  countIgnored: telemetry.countIgnored,
  countOpen: telemetry.countOpen,
  newRunId: () => randomUUID(),
  fetch: globalThis.fetch,
  now: () => new Date(),
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  /** 250 ms was measured to be enough; timers may fire a few milliseconds early. */
  settleMs: 260,
  /** A locked database answers after 7 s. */
  callTimeoutMs: 10_000,
});

/** Opens the connection while the function starts: the first alert finds it open. */
const warmed = (ledger: LedgerStore): LedgerStore => {
  ledger.readResult('warm-up', { withinMs: 1_000 }).catch(() => {});
  return ledger;
};

/** The verbs as they are on AWS. */
export const createDependencies = (config: Config, telemetry: Telemetry): Dependencies => ({
  ...localVerbs(config, telemetry),
  fetchApiKey: fetchApiKeyFromSecretsManager(new SecretsManagerClient(AWS_CLIENT), config.apiKeySecretId),
  ledger: warmed(
    createDynamoDbStore(new DynamoDBClient(LEDGER_CLIENT), config.ledgerTable, (clientId) =>
      telemetry.log('KS440', { clientId }),
    ),
  ),
  publishResult: publishToEventBus(new EventBridgeClient(AWS_CLIENT), config.resultBusName, telemetry.log),
});
