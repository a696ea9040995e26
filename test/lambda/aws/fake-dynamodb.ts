import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { createExpressions, type Item, ValidationError, ValueSchema } from './dynamodb-expression.ts';

const ItemSchema = z.record(z.string(), ValueSchema);
const KeySchema = z.strictObject({ kind: z.object({ S: z.string() }), id: z.object({ S: z.string() }) });
const KeyedSchema = z.looseObject(KeySchema.shape);
const NamesSchema = z.record(z.string().startsWith('#'), z.string()).default({});
const ValuesSchema = z.record(z.string().startsWith(':'), ValueSchema).default({});
const Conditional = {
  TableName: z.literal('ledger'),
  ConditionExpression: z.string().max(4_096).optional(),
  ExpressionAttributeNames: NamesSchema,
  ExpressionAttributeValues: ValuesSchema,
  ReturnValuesOnConditionCheckFailure: z.literal('ALL_OLD').optional(),
};

const BatchGetSchema = z.strictObject({
  RequestItems: z.strictObject({
    ledger: z.strictObject({ Keys: z.array(KeySchema).min(1).max(100), ConsistentRead: z.literal(true) }),
  }),
});
const PutSchema = z.strictObject({ ...Conditional, Item: ItemSchema });
const TransactSchema = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Put: PutSchema }))
    .min(1)
    .max(100),
  ClientRequestToken: z.string(),
});
const UpdateSchema = z.strictObject({
  ...Conditional,
  Key: KeySchema,
  UpdateExpression: z.string().max(4_096),
  ReturnValues: z.literal('UPDATED_OLD').optional(),
});
const DeleteSchema = z.strictObject({ ...Conditional, Key: KeySchema });
const QuerySchema = z.strictObject({
  TableName: z.literal('ledger'),
  ConsistentRead: z.literal(true),
  KeyConditionExpression: z.literal('#kind = :client'),
  ExpressionAttributeNames: z.strictObject({ '#kind': z.literal('kind') }),
  ExpressionAttributeValues: z.strictObject({ ':client': z.strictObject({ S: z.literal('client') }) }),
  ExclusiveStartKey: KeySchema.optional(),
  Limit: z.int().positive().optional(),
});

/** Nothing was written: one reason for each item, in their order. */
class TransactionCanceled extends Error {
  override readonly name = 'TransactionCanceledException' as const;
  readonly reasons: readonly { Code: string; Item?: Item }[];

  constructor(reasons: TransactionCanceled['reasons']) {
    super('Transaction cancelled');
    this.reasons = reasons;
  }
}

class ConditionFailed extends Error {
  override readonly name = 'ConditionalCheckFailedException' as const;
  readonly item: Item | undefined;

  constructor(item: Item | undefined) {
    super('The conditional request failed');
    this.item = item;
  }
}

/** Few enough that a list of a handful of clients has several pages. */
const PAGE = 3;

/** One table with the ledger's keys, which understands what the ledger's store asks and refuses everything else. */
export const createTable = () => {
  const items = new Map<string, Item>();
  const done = new Set<string>();
  const nameOf = (key: z.infer<typeof KeySchema>): string => JSON.stringify([key.kind.S, key.id.S]);

  const write = (
    key: z.infer<typeof KeySchema>,
    conditional: Omit<z.infer<typeof PutSchema>, 'Item'>,
    change: (
      old: Item | undefined,
      expressions: ReturnType<typeof createExpressions>,
    ) => { item: Item | undefined; updatedOld?: Item },
  ) => {
    const { ConditionExpression: condition } = conditional;
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = conditional;
    const old = items.get(nameOf(key));
    const expressions = createExpressions(names, values);
    const holds = condition === undefined || expressions.holds(old ?? {}, condition);
    if (!holds)
      throw new ConditionFailed(
        conditional.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? old : undefined,
      );
    const { item, updatedOld } = change(old, expressions);
    expressions.expectAllUsed();
    if (item === undefined) items.delete(nameOf(key));
    else items.set(nameOf(key), item);
    return updatedOld === undefined ? {} : { Attributes: updatedOld };
  };

  const verbs: Record<string, (input: unknown) => object> = {
    BatchGetItem: (input) => {
      const { Keys } = BatchGetSchema.parse(input).RequestItems.ledger;
      return {
        Responses: { ledger: Keys.map((key) => items.get(nameOf(key))).filter((item) => item !== undefined) },
        UnprocessedKeys: {},
      };
    },
    TransactWriteItems: (input) => {
      const { TransactItems, ClientRequestToken } = TransactSchema.parse(input);
      // The SDK repeats a call whose answer was lost: the same token is the same transaction.
      if (done.has(ClientRequestToken)) return {};
      const puts = TransactItems.map(({ Put }) => ({ put: Put, key: KeyedSchema.parse(Put.Item) }));
      const before = new Map(items);
      const reasons = puts.map(({ put, key }) => {
        try {
          write(key, put, () => ({ item: put.Item }));
          return { Code: 'None' };
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          return {
            Code: 'ConditionalCheckFailed',
            ...(error.item === undefined ? {} : { Item: error.item }),
          };
        }
      });
      if (reasons.every(({ Code }) => Code === 'None')) {
        done.add(ClientRequestToken);
        return {};
      }
      items.clear();
      for (const [name, item] of before) items.set(name, item);
      throw new TransactionCanceled(reasons);
    },
    PutItem: (input) => {
      const put = PutSchema.parse(input);
      return write(KeyedSchema.parse(put.Item), put, () => ({ item: put.Item }));
    },
    UpdateItem: (input) => {
      const update = UpdateSchema.parse(input);
      return write(update.Key, update, (old, { updated }) => {
        const { item, updatedOld } = updated(old ?? { ...update.Key }, update.UpdateExpression);
        return update.ReturnValues === undefined ? { item } : { item, updatedOld };
      });
    },
    DeleteItem: (input) => {
      const deletion = DeleteSchema.parse(input);
      return write(deletion.Key, deletion, () => ({ item: undefined }));
    },
    Query: (input) => {
      const { ExclusiveStartKey: after } = QuerySchema.parse(input);
      const found = [...items.values()]
        .map((item) => ({
          item,
          key: { kind: KeyedSchema.parse(item).kind, id: KeyedSchema.parse(item).id },
        }))
        .filter(({ key }) => key.kind.S === 'client' && key.id.S > (after?.id.S ?? ''))
        .sort((a, b) => (a.key.id.S < b.key.id.S ? -1 : 1));
      const page = found.slice(0, PAGE);
      const last = found.length > PAGE ? page.at(-1)?.key : undefined;
      return {
        Items: page.map(({ item }) => item),
        ...(last === undefined ? {} : { LastEvaluatedKey: last }),
      };
    },
  };

  return (verb: string, input: unknown): object => {
    const operate = verbs[verb];
    if (operate === undefined) throw new ValidationError(`no such operation here: ${verb}`);
    return operate(input);
  };
};

/** How DynamoDB says that it refuses. */
export const failure = (error: unknown): { status: number; body: object } => {
  if (error instanceof ConditionFailed)
    return {
      status: 400,
      body: {
        __type: `com.amazonaws.dynamodb.v20120810#${error.name}`,
        message: error.message,
        Item: error.item,
      },
    };
  if (error instanceof TransactionCanceled)
    return {
      status: 400,
      body: {
        __type: `com.amazonaws.dynamodb.v20120810#${error.name}`,
        message: error.message,
        CancellationReasons: error.reasons,
      },
    };
  const message = error instanceof Error ? error.message : 'not an error';
  return { status: 400, body: { __type: 'com.amazon.coral.validate#ValidationException', message } };
};

/** What happens to one call: made and answered, made and not answered, or neither. */
type Delivery = 'answered' | 'answer lost' | 'lost';

/**
 * DynamoDB as far as the ledger's store speaks to it, behind its own protocol on loopback: the SDK's own client
 * speaks to it, with its own serialiser, retries and errors.
 */
export const startFakeDynamoDb = async () => {
  const operate = createTable();
  const calls: string[] = [];
  const faults: { deliver: (verb: string, nth: number) => Delivery } = { deliver: () => 'answered' };
  const server = createServer(async (request, response) => {
    const verb = `${request.headers['x-amz-target']}`.replace('DynamoDB_20120810.', '');
    calls.push(verb);
    const delivery = faults.deliver(verb, calls.length);
    const input: unknown = JSON.parse(await text(request));
    if (delivery === 'lost') return;
    let answer: { status: number; body: object };
    try {
      answer = { status: 200, body: operate(verb, input) };
    } catch (error) {
      answer = failure(error);
    }
    if (delivery === 'answer lost') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    maxAttempts: 2,
  });
  return {
    client,
    calls,
    faults,
    close: () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
};
