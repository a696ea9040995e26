import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { ResultSchema } from '../contract/result.ts';
import { type ClientRecord, ClientRecordSchema, expiryAfter } from '../ledger/client-record.ts';
import type { LedgerStore, Patience, SlotRequest } from '../ledger/store.ts';
import {
  type EndedSlots,
  endedSlots,
  freeEnded,
  giveBack,
  holdersIfFull,
  MAX_FREED,
  type Slots,
  type SlotUpdate,
  takeSlot,
} from './dynamodb-slots.ts';

const SLOTS = { kind: 'breaker', id: 'slots' };

/** Others may take or free slots between a refused write and the next; each try starts from what it was told. */
const MAX_SLOT_TRIES = 5;

const SlotsSchema = z.object({ slots: z._default(z.record(z.string(), z.number()), {}) });

/** The item while nobody holds a slot. */
const NO_SLOTS = { ...SLOTS, slots: {}, runs: {} };

const KeptResultSchema = z.object({ result: z.string() });

/** Only where there is no such item yet. */
const NEW = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' },
} as const;

/** Only where nobody has written since that version was read. */
const seenVersion = (version: number) => ({
  ConditionExpression: '#version = :seen',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: marshall({ ':seen': version }),
});

/** All records of clients. */
const CLIENTS = (table: string) => ({
  TableName: table,
  ConsistentRead: true,
  KeyConditionExpression: '#kind = :client',
  ExpressionAttributeNames: { '#kind': 'kind' },
  ExpressionAttributeValues: marshall({ ':client': 'client' }),
});

const PLAIN = { removeUndefinedValues: true };

/** Made once for all the commands of one call: they share its time. */
const bounded = ({ withinMs }: Patience) => ({ abortSignal: AbortSignal.timeout(Math.max(1, withinMs)) });

type Bounds = ReturnType<typeof bounded>;

const refused = (error: unknown): error is ConditionalCheckFailedException =>
  error instanceof ConditionalCheckFailedException;

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

/**
 * The ledger in one DynamoDB table: items of kind `client` (one a client), `result` (one a request) and one
 * item with the circuit breaker's slots. Reads are strongly consistent; every write but the breaker's reset is conditional.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 *
 * @param onUnreadable told of each record that a list leaves out, because it fits no schema of this release
 */
export const createDynamoDbStore = (
  client: DynamoDBClient,
  table: string,
  onUnreadable: (clientId: string) => void = () => {},
): LedgerStore => {
  const get = async (key: { kind: string; id: string }, bounds: Bounds): Promise<unknown> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true }),
      bounds,
    );
    return Item === undefined ? undefined : unmarshall(Item);
  };

  const writeClient = async (record: ClientRecord, patience: Patience): Promise<boolean> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ kind: 'client', id: record.clientId, ...record }, PLAIN),
          ...(record.version === 1 ? NEW : seenVersion(record.version - 1)),
        }),
        bounded(patience),
      );
      return true;
    } catch (error) {
      if (refused(error)) return false;
      throw error;
    }
  };

  /** @returns the slots that it touched as they were before, or those that spoke against it */
  const changeSlots = async (
    { update, condition, names, values }: SlotUpdate,
    bounds: Bounds,
  ): Promise<{ before: Slots } | { standing: Slots }> => {
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall(SLOTS),
          UpdateExpression: update,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: marshall(values),
          ReturnValues: 'UPDATED_OLD',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        bounds,
      );
      return { before: SlotsSchema.parse(unmarshall(Attributes)).slots };
    } catch (error) {
      if (!refused(error)) throw error;
      const item = error.Item === undefined ? await slotsFrom(bounds) : unmarshall(error.Item);
      return { standing: SlotsSchema.parse(item).slots };
    }
  };

  /**
   * Frees ended slots until those that are left fit into the expression that takes one. Every round leaves fewer:
   * it frees some, or finds that somebody else did.
   */
  const fewEnded = async (slots: Slots, request: SlotRequest, bounds: Bounds): Promise<EndedSlots> => {
    let ended = endedSlots(slots, request);
    while (ended.length > MAX_FREED) {
      const changed = await changeSlots(freeEnded(ended.slice(0, MAX_FREED)), bounds);
      ended = 'before' in changed ? ended.slice(MAX_FREED) : endedSlots(changed.standing, request);
    }
    return ended;
  };

  /** The item with the slots; made where there is none yet. */
  const slotsFrom = async (bounds: Bounds): Promise<unknown> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall(NO_SLOTS),
          ...NEW,
        }),
        bounds,
      );
    } catch (error) {
      if (!refused(error)) throw error;
    }
    return get(SLOTS, bounds);
  };

  return {
    readClient: async (clientId, patience) => {
      const item = await get({ kind: 'client', id: clientId }, bounded(patience));
      return item === undefined ? undefined : ClientRecordSchema.parse(item);
    },
    writeClient,
    removeClient: async ({ clientId, version }, patience) => {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: marshall({ kind: 'client', id: clientId }),
            ...seenVersion(version),
          }),
          bounded(patience),
        );
      } catch (error) {
        if (!refused(error)) throw error;
      }
    },
    allClients: async (keep, patience) => {
      const records: ClientRecord[] = [];
      const pages = paginateQuery({ client }, CLIENTS(table), bounded(patience));
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          const { id } = item;
          const { data } = ClientRecordSchema.safeParse(unmarshall(item));
          if (data === undefined) onUnreadable(id?.S ?? '');
          else if (keep(data)) records.push(data);
        }
      return records;
    },
    knownTenant: async (patience) => {
      const { Items = [] } = await client.send(
        new QueryCommand({ ...CLIENTS(table), Limit: 10 }),
        bounded(patience),
      );
      const tenants = Items.map((item) => ClientRecordSchema.safeParse(unmarshall(item)).data?.tenant);
      return tenants.find((tenant) => tenant !== undefined);
    },
    readResult: async (requestKey, patience) =>
      resultIn(await get({ kind: 'result', id: requestKey }, bounded(patience))),
    keepResult: async (result, now, patience) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall({
              kind: 'result',
              id: result.requestKey,
              result: JSON.stringify(result),
              expiresAt: expiryAfter(now),
            }),
            ...NEW,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
          bounded(patience),
        );
        return result;
      } catch (error) {
        if (!refused(error)) throw error;
        return resultIn(error.Item === undefined ? undefined : unmarshall(error.Item)) ?? result;
      }
    },
    takeSlot: async (request, patience) => {
      const bounds = bounded(patience);
      let ended: EndedSlots = [];
      for (let tries = 1; tries <= MAX_SLOT_TRIES; tries += 1) {
        const changed = await changeSlots(takeSlot(request, ended), bounds);
        if ('before' in changed) {
          const isKept = (changed.before[request.clientId] ?? 0) > request.now.getTime();
          return { kind: isKept ? 'kept' : 'taken' };
        }
        const holders = holdersIfFull(changed.standing, request);
        if (holders !== undefined) return { kind: 'full', holders };
        ended = await fewEnded(changed.standing, request, bounds);
      }
      throw new Error('the slots of the circuit breaker changed faster than one could be taken');
    },
    giveBackSlot: async (slot, patience) => {
      await changeSlots(giveBack(slot), bounded(patience));
    },
    freeSlots: async (patience) => {
      await client.send(
        new PutItemCommand({ TableName: table, Item: marshall(NO_SLOTS) }),
        bounded(patience),
      );
    },
  };
};
