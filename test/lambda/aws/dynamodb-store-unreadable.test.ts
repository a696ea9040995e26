import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createDynamoDbStore } from '../../../lambda/aws/dynamodb-store.ts';
import { THREE_AM } from '../../alerts.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { recordOf } from '../ledger-records.ts';
import { startFakeDynamoDb } from './fake-dynamodb.ts';
import { resultOf } from './result-of.ts';

const TIME_LIMIT = { withinMs: PATIENT_MS };
const NOW = new Date(THREE_AM);
const OTHER = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

/** A table into which somebody else writes as well: another release, or a person in the console. */
const sharedTable = async () => {
  const { client, close } = await startFakeDynamoDb();
  onTestFinished(close);
  const unreadable: string[] = [];
  const store = createDynamoDbStore(client, 'ledger', (clientId) => unreadable.push(clientId));
  const put = (item: Record<string, unknown>) =>
    client.send(new PutItemCommand({ TableName: 'ledger', Item: marshall(item) }));
  return { client, store, put, unreadable };
};

test('a record that cannot be read does not hide the others: it is left out, and named', async () => {
  const { store, put, unreadable } = await sharedTable();
  const record = recordOf();
  await put({ kind: 'client', id: OTHER, clientId: OTHER, state: 'of a later release' });
  await put({ kind: 'client', id: 'by hand' });
  await store.writeClient(record, TIME_LIMIT);
  expect(await store.allClients(() => true, TIME_LIMIT)).toEqual([record]);
  expect(unreadable.toSorted()).toEqual(['by hand', OTHER]);
});

test('a list goes on also where nobody asks what it leaves out', async () => {
  const { client, put } = await sharedTable();
  await put({ kind: 'client', id: OTHER });
  expect(await createDynamoDbStore(client, 'ledger').allClients(() => true, TIME_LIMIT)).toEqual([]);
});

test('asked for by name, a record that cannot be read is a fault and not an unknown client', async () => {
  const { store, put } = await sharedTable();
  await put({ kind: 'client', id: OTHER, clientId: OTHER, state: 'of a later release' });
  await expect(store.readClient(OTHER, TIME_LIMIT)).rejects.toThrow();
});

test.for([
  ['without a body', {}],
  ['that is no JSON', { result: '{' }],
  ['of another release', { result: JSON.stringify({ outcome: 'contained' }) }],
] as const)('a kept result %s is as if it had not been kept', async ([, kept]) => {
  const { store, put } = await sharedTable();
  const own = resultOf({ requestKey: 'k' });
  await put({ kind: 'result', id: 'k', ...kept });
  expect((await store.recall({ clientId: 'k', requestKey: 'k' }, TIME_LIMIT)).keptResult).toBeUndefined();
  expect(await store.keepResult(own, NOW, TIME_LIMIT)).toEqual(own);
});
