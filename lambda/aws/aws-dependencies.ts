import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../config.ts';
import type { Dependencies, Telemetry } from '../dependencies.ts';
import { SYSTEM } from '../dependencies.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { RECALL } from '../ledger/time-limits.ts';
import { AWS_CLIENT, LEDGER_CLIENT } from './aws-client.ts';
import { describeDelivery } from './delivery.ts';
import { createDynamoDbStore } from './dynamodb-store.ts';
import { publishToEventBus } from './event-bus.ts';
import { fetchApiKeyFromSecretsManager } from './secrets-manager.ts';

/** Opens the connection while the function starts: the first alert finds it open. */
const warmed = (ledger: LedgerStore): LedgerStore => {
  ledger.recall({ clientId: 'warm-up', requestKey: 'warm-up' }, RECALL).catch(() => {});
  return ledger;
};

/** The functions of the kill switch as they are on AWS. */
export const createDependencies = (config: Config, telemetry: Telemetry): Dependencies => {
  const events = new EventBridgeClient(AWS_CLIENT);
  return {
    ...SYSTEM,
    ...telemetry,
    settings: config,
    fetchApiKey: fetchApiKeyFromSecretsManager(new SecretsManagerClient(AWS_CLIENT), config.apiKeySecretId),
    ledger: warmed(
      createDynamoDbStore(new DynamoDBClient(LEDGER_CLIENT), config.ledgerTable, (clientId) =>
        telemetry.log('KS440', { clientId }),
      ),
    ),
    delivery: describeDelivery(events, config),
    publishResult: publishToEventBus(events, config.resultBusName, telemetry.log),
  };
};
