import { onTestFinished } from 'vitest';
import { createDynamoDbStore } from '../../../lambda/aws/dynamodb-store.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { describeStore } from './describe-store.ts';
import { startFakeDynamoDb } from './fake-dynamodb.ts';

describeStore('the ledger in memory', async () => createMemoryStore());

describeStore('the ledger in DynamoDB', async () => {
  const { client, close } = await startFakeDynamoDb();
  onTestFinished(close);
  return createDynamoDbStore(client, 'ledger');
});
