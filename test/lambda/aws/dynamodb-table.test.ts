import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bounded, getItems } from '../../../lambda/aws/dynamodb-table.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';

const CLIENT = { kind: 'client', id: 'c' };
const RESULT = { kind: 'result', id: 'r' };

const LEFT_OUT = { UnprocessedKeys: { ledger: { Keys: [marshall(RESULT)] } } };

/** A table, and pauses that only note how long they were to be: a time limit ends when the test says so. */
const stage = ({ maxPauses = Number.POSITIVE_INFINITY } = {}) => {
  const table = mockClient(DynamoDBClient);
  const end = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(end.signal);
  onTestFinished(() => {
    table.restore();
    timeout.mockRestore();
  });
  const pauses: number[] = [];
  const sleep = async (milliseconds: number, _value: undefined, { signal }: { signal: AbortSignal }) => {
    pauses.push(milliseconds);
    if (pauses.length === maxPauses) end.abort();
    signal.throwIfAborted();
  };
  const read = () =>
    getItems(new DynamoDBClient(), 'ledger', [CLIENT, RESULT], bounded({ withinMs: PATIENT_MS }), {
      sleep,
      random: () => 0.5,
    });
  return { table, pauses, read };
};

test('an item that DynamoDB left out of its answer is asked for again, alone', async () => {
  const { table, read } = stage();
  table
    .on(BatchGetItemCommand)
    .resolvesOnce({
      Responses: { ledger: [marshall(CLIENT)] },
      UnprocessedKeys: { ledger: { Keys: [marshall(RESULT)] } },
    })
    .resolves({ Responses: { ledger: [marshall({ ...RESULT, result: '{}' })] } });
  const itemOf = await read();
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

test('a table that leaves an item out twice is asked again after pauses that grow', async () => {
  const { table, pauses, read } = stage();
  table
    .on(BatchGetItemCommand)
    .resolvesOnce(LEFT_OUT)
    .resolvesOnce(LEFT_OUT)
    .resolves({ Responses: { ledger: [marshall(RESULT)] } });
  expect((await read())('result')).toEqual(RESULT);
  expect(pauses).toEqual([25, 50]);
});

test('a table that leaves an item out for ever is asked until the time limit, and the error names that', async () => {
  const { table, pauses, read } = stage({ maxPauses: 4 });
  table.on(BatchGetItemCommand).resolves(LEFT_OUT);
  await expect(read()).rejects.toMatchObject({
    name: 'UnprocessedKeysError',
    message: expect.stringContaining('left keys out'),
    cause: { name: 'AbortError' },
  });
  expect(pauses).toEqual([25, 50, 100, 200]);
  expect(table.commandCalls(BatchGetItemCommand)).toHaveLength(4);
});
