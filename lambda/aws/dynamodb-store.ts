import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type ContainmentResult, ResultSchema } from '../contract/result.ts';
import { type ClientRecord, ClientRecordSchema, expiryAfter } from '../ledger/client-record.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { TimeLimit } from '../ledger/time-limits.ts';
import { createDynamoDbBreaker } from './dynamodb-breaker.ts';
import { bounded, getItems, NEW, refused } from './dynamodb-table.ts';

const KeptResultSchema = z.object({ result: z.string() });

/** Only if nobody has written since that version was read. */
const seenVersion = (version: number) => ({
  ConditionExpression: '#version = :seen',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: marshall({ ':seen': version }),
});

/** Asks for all records of clients. */
const clientsQuery = (table: string) => ({
  TableName: table,
  ConsistentRead: true,
  KeyConditionExpression: '#kind = :client',
  ExpressionAttributeNames: { '#kind': 'kind' },
  ExpressionAttributeValues: marshall({ ':client': 'client' }),
});

/** The same as `overtaken`, in the reasons of a transaction. */
const OVERTAKEN: ReadonlySet<string | undefined> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

const PLAIN = { removeUndefinedValues: true };

const recordIn = (item: unknown): ClientRecord | undefined =>
  item === undefined ? undefined : ClientRecordSchema.parse(item);

/** A result of an older release may not fit the schema of this one: then it is as if it had not been kept. */
const resultIn = (item: unknown) => {
  const kept = KeptResultSchema.safeParse(item).data;
  if (kept === undefined) return undefined;
  try {
    return ResultSchema.safeParse(JSON.parse(kept.result)).data;
  } catch {
    return undefined;
  }
};

/** Somebody else has written the item since it was read, or does so just now. */
const overtaken = (error: unknown): boolean =>
  refused(error) || error instanceof TransactionConflictException;

/** The next version of a record, if nobody has written since the last. */
const recordPut = (table: string, record: ClientRecord) => ({
  TableName: table,
  Item: marshall({ kind: 'client', id: record.clientId, ...record }, PLAIN),
  ...(record.version === 1 ? NEW : seenVersion(record.version - 1)),
});

/** The result of a request, if none is kept yet. */
const resultPut = (table: string, result: ContainmentResult, now: Date) => ({
  TableName: table,
  Item: marshall({
    kind: 'result',
    id: result.requestKey,
    result: JSON.stringify(result),
    expiresAt: expiryAfter(now),
  }),
  ...NEW,
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
});

/**
 * The ledger in one DynamoDB table: items of kind `client` (one a client), `result` (one a request) and one
 * item with the circuit breaker's slots. Reads are strongly consistent; every write except the breaker's reset is
 * conditional.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 *
 * @param onUnreadable called with each record that a list leaves out, because it fits no schema of this release
 */
export const createDynamoDbStore = (
  client: DynamoDBClient,
  table: string,
  onUnreadable: (clientId: string) => void = () => {},
): LedgerStore => {
  const writeClient = async (record: ClientRecord, timeLimit: TimeLimit): Promise<boolean> => {
    try {
      await client.send(new PutItemCommand(recordPut(table, record)), bounded(timeLimit));
      return true;
    } catch (error) {
      if (overtaken(error)) return false;
      throw error;
    }
  };

  return {
    ...createDynamoDbBreaker(client, table),
    recall: async ({ clientId, requestKey }, timeLimit) => {
      const keys = [
        { kind: 'client', id: clientId },
        { kind: 'result', id: requestKey },
      ];
      const itemOf = await getItems(client, table, keys, bounded(timeLimit));
      return { record: recordIn(itemOf('client')), keptResult: resultIn(itemOf('result')) };
    },
    readClient: async (clientId, timeLimit) => {
      const itemOf = await getItems(client, table, [{ kind: 'client', id: clientId }], bounded(timeLimit));
      return recordIn(itemOf('client'));
    },
    writeClient,
    writeEnd: async (record, result, now, timeLimit) => {
      const Puts = [recordPut(table, record), resultPut(table, result, now)];
      const TransactItems = Puts.map((Put) => ({ Put }));
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems }), bounded(timeLimit));
        return result;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const [ofRecord, ofResult] = error.CancellationReasons ?? [];
        if (OVERTAKEN.has(ofRecord?.Code) || ofResult?.Code === 'TransactionConflict') return undefined;
        if (ofResult?.Code !== 'ConditionalCheckFailed') throw error;
        const standing = resultIn(ofResult.Item === undefined ? undefined : unmarshall(ofResult.Item));
        return (await writeClient(record, timeLimit)) ? (standing ?? result) : undefined;
      }
    },
    removeClient: async ({ clientId, version }, timeLimit) => {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: marshall({ kind: 'client', id: clientId }),
            ...seenVersion(version),
          }),
          bounded(timeLimit),
        );
        return true;
      } catch (error) {
        if (overtaken(error)) return false;
        throw error;
      }
    },
    allClients: async (keep, timeLimit) => {
      const records: ClientRecord[] = [];
      const pages = paginateQuery({ client }, clientsQuery(table), bounded(timeLimit));
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          const { id } = item;
          const { data } = ClientRecordSchema.safeParse(unmarshall(item));
          if (data === undefined) onUnreadable(id?.S ?? '');
          else if (keep(data)) records.push(data);
        }
      return records;
    },
    knownTenant: async (timeLimit) => {
      const { Items = [] } = await client.send(
        new QueryCommand({ ...clientsQuery(table), Limit: 10 }),
        bounded(timeLimit),
      );
      const tenants = Items.map((item) => ClientRecordSchema.safeParse(unmarshall(item)).data?.tenant);
      return tenants.find((tenant) => tenant !== undefined);
    },
    keepResult: async (result, now, timeLimit) => {
      try {
        await client.send(new PutItemCommand(resultPut(table, result, now)), bounded(timeLimit));
        return result;
      } catch (error) {
        if (!refused(error)) throw error;
        return resultIn(error.Item === undefined ? undefined : unmarshall(error.Item)) ?? result;
      }
    },
  };
};
