import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '../../lambda/aws/dynamodb-store.ts';
import { describeStore } from '../lambda/aws/describe-store.ts';
import { deployment } from './deployments.ts';

const { endpoint, outputs } = deployment('main');

describeStore('the deployed table', async () => {
  const store = createDynamoDbStore(new DynamoDBClient({ endpoint }), outputs.LedgerTable);
  await store.freeSlots({ withinMs: 5_000 });
  return store;
});
