import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { SYSTEM } from '../dependencies.ts';
import type { TimeLimit } from '../ledger/time-limits.ts';

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

/** The SDK's own first pause. The SDK does not try this answer again: to it, it is a success. */
const FIRST_PAUSE_MS = 50;

/** A class of its own, so that the log says what it was: of an error it has the name only. */
class UnprocessedKeysError extends Error {
  override readonly name = 'UnprocessedKeysError' as const;

  constructor(options: ErrorOptions) {
    super('DynamoDB left keys out of its answers until the time limit: the table may be throttled', options);
  }
}

/** `sleep` rejects when the signal is aborted; 0 ≤ random() < 1 */
type Pauses = {
  sleep: (milliseconds: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown>;
  random: () => number;
};

/**
 * Strongly consistent reads of items of different kinds in one call, in plain values.
 * @returns the item of a kind; `undefined` if there is none
 * @throws UnprocessedKeysError if the time is up in a pause; what the SDK throws if it is up in a call
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html on unprocessed keys
 */
export const getItems = async (
  client: DynamoDBClient,
  table: string,
  keys: readonly Key[],
  bounds: Bounds,
  { sleep, random }: Pauses = SYSTEM,
): Promise<(kind: string) => unknown> => {
  const found: Record<string, unknown>[] = [];
  let left = keys.map((key) => marshall(key));
  for (let maxPauseMs = FIRST_PAUSE_MS; ; maxPauseMs *= 2) {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      bounds,
    );
    found.push(...(Responses[table] ?? []).map((item) => unmarshall(item)));
    left = UnprocessedKeys[table]?.Keys ?? [];
    if (left.length === 0) return (kind) => found.find((item) => item['kind'] === kind);
    // A throttled table leaves keys out of its answer; asked for at once, they only add to its load.
    await sleep(random() * maxPauseMs, undefined, { signal: bounds.abortSignal }).catch((cause: unknown) => {
      throw new UnprocessedKeysError({ cause });
    });
  }
};
