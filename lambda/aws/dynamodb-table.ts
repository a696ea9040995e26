import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
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

/** A strongly consistent read of one item, in plain values; `undefined` if there is none. */
export const getItem = async (
  client: DynamoDBClient,
  table: string,
  key: { kind: string; id: string },
  bounds: Bounds,
): Promise<unknown> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true }),
    bounds,
  );
  return Item === undefined ? undefined : unmarshall(Item);
};
