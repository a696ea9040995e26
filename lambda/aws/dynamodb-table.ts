import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { TimeLimit } from '../ledger/store.ts';

/** Only if there is no such item yet. */
export const NEW = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' },
} as const;

/** Made once for all the commands of one call: they share its time. */
export const bounded = ({ withinMs }: TimeLimit) => ({
  abortSignal: AbortSignal.timeout(Math.max(1, withinMs)),
});

export type Bounds = ReturnType<typeof bounded>;

export const refused = (error: unknown): error is ConditionalCheckFailedException =>
  error instanceof ConditionalCheckFailedException;

type Key = { kind: string; id: string };

/**
 * Strongly consistent reads of items of different kinds in one call, in plain values.
 * @returns the item of a kind; `undefined` if there is none
 */
export const getItems = async (
  client: DynamoDBClient,
  table: string,
  keys: readonly Key[],
  bounds: Bounds,
): Promise<(kind: string) => unknown> => {
  const found: Record<string, unknown>[] = [];
  let left = keys.map((key) => marshall(key));
  // What DynamoDB has no room for at the moment is left out of the answer: it is asked for until the time is up.
  while (left.length > 0) {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      bounds,
    );
    found.push(...(Responses[table] ?? []).map((item) => unmarshall(item)));
    left = UnprocessedKeys[table]?.Keys ?? [];
  }
  return (kind) => found.find((item) => item['kind'] === kind);
};
