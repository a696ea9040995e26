import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { bounded, getItems } from '../../../lambda/aws/dynamodb-table.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';

const CLIENT = { kind: 'client', id: 'c' };
const RESULT = { kind: 'result', id: 'r' };

test('an item that DynamoDB left out of its answer is asked for again, alone', async () => {
  const table = mockClient(DynamoDBClient);
  onTestFinished(() => table.restore());
  table
    .on(BatchGetItemCommand)
    .resolvesOnce({
      Responses: { ledger: [marshall(CLIENT)] },
      UnprocessedKeys: { ledger: { Keys: [marshall(RESULT)] } },
    })
    .resolves({ Responses: { ledger: [marshall({ ...RESULT, result: '{}' })] } });
  const itemOf = await getItems(
    new DynamoDBClient(),
    'ledger',
    [CLIENT, RESULT],
    bounded({ withinMs: PATIENT_MS }),
  );
  expect([itemOf('client'), itemOf('result'), itemOf('breaker')]).toEqual([
    CLIENT,
    { ...RESULT, result: '{}' },
    undefined,
  ]);
  expect(
    table.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.['ledger']),
  ).toEqual([
    { Keys: [marshall(CLIENT), marshall(RESULT)], ConsistentRead: true },
    { Keys: [marshall(RESULT)], ConsistentRead: true },
  ]);
});
