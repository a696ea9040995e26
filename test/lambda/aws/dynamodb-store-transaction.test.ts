import {
  DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { createDynamoDbStore } from '../../../lambda/aws/dynamodb-store.ts';
import { THREE_AM } from '../../alerts.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { recordOf } from '../ledger-records.ts';
import { resultOf } from './result-of.ts';

const TIME_LIMIT = { withinMs: PATIENT_MS };

const mockTable = () => {
  const table = mockClient(DynamoDBClient);
  onTestFinished(() => table.restore());
  return { table, store: createDynamoDbStore(new DynamoDBClient(), 'ledger') };
};

const fault = { message: 'cancelled', $metadata: {} };

test('a record that a transaction of another run holds just now counts as written by that run', async () => {
  const { table, store } = mockTable();
  table.on(PutItemCommand).rejects(new TransactionConflictException(fault));
  expect(await store.writeClient(recordOf(), TIME_LIMIT)).toBe(false);
});

const writeCancelledEnd = (codes: readonly string[]) => {
  const { table, store } = mockTable();
  const CancellationReasons = codes.map((Code) => ({ Code }));
  table
    .on(TransactWriteItemsCommand)
    .rejects(new TransactionCanceledException({ ...fault, CancellationReasons }));
  const end = store.writeEnd(recordOf(), resultOf({ requestKey: 'k' }), new Date(THREE_AM), TIME_LIMIT);
  return { table, end };
};

test.for([
  ['the record', ['TransactionConflict', 'None']],
  ['the result', ['None', 'TransactionConflict']],
] as const)(
  'an end that meets another transaction at %s counts as overtaken, and nothing is written',
  async ([, codes]) => {
    const { table, end } = writeCancelledEnd(codes);
    expect(await end).toBeUndefined();
    expect(table.commandCalls(PutItemCommand)).toEqual([]);
  },
);

test('an end for which the table has no room is not answered, and nothing is written', async () => {
  const { table, end } = writeCancelledEnd(['ThrottlingError', 'None']);
  await expect(end).rejects.toThrow('cancelled');
  expect(table.commandCalls(PutItemCommand)).toEqual([]);
});
