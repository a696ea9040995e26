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

test.for([
  ['the record', ['TransactionConflict', 'None'], undefined],
  ['the result', ['None', 'TransactionConflict'], undefined],
  ['the table, which has no room', ['ThrottlingError', 'None'], 'throws'],
] as const)(
  'an end that meets another transaction at %s is tried again, or no answer',
  async ([, codes, expected]) => {
    const { table, store } = mockTable();
    const CancellationReasons = codes.map((Code) => ({ Code }));
    table
      .on(TransactWriteItemsCommand)
      .rejects(new TransactionCanceledException({ ...fault, CancellationReasons }));
    const end = store.writeEnd(recordOf(), resultOf({ requestKey: 'k' }), new Date(THREE_AM), TIME_LIMIT);
    if (expected === 'throws') await expect(end).rejects.toThrow('cancelled');
    else expect(await end).toBeUndefined();
    expect(table.commandCalls(PutItemCommand)).toEqual([]);
  },
);
