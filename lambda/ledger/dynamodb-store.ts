import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { ResultSchema } from '../results/result.ts';
import { type ClientRecord, ClientRecordSchema, expiryAfter } from './client-record.ts';
import type { LedgerStore, Patience, SlotRequest } from './store.ts';

const SLOTS = { kind: 'breaker', id: 'slots' };

/** Others may take or free slots between a refused write and the next; each try starts from what it was told. */
const MOST_SLOT_TRIES = 5;

/** An expression has a limited length; the rest runs out with the next slot. */
const MOST_FREED = 50;

const SlotsSchema = z.object({ slots: z.record(z.string(), z.number()).default({}) });

const KeptResultSchema = z.object({ result: z.string() });

/** Only where there is no such item yet. */
const NEW = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' },
} as const;

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
 */
export const createDynamoDbStore = (client: DynamoDBClient, table: string): LedgerStore => {
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
          ...(record.version === 1
            ? NEW
            : {
                ConditionExpression: '#version = :seen',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: marshall({ ':seen': record.version - 1 }),
              }),
        }),
        bounded(patience),
      );
      return true;
    } catch (error) {
      if (refused(error)) return false;
      throw error;
    }
  };

  /** @returns undefined where it was taken, else the slots that spoke against it */
  const tryToTake = async (
    { clientId, now, limit, windowMs }: SlotRequest,
    ended: readonly (readonly [string, number])[],
    bounds: Bounds,
  ): Promise<Record<string, number> | undefined> => {
    const mine = ended.some(([id]) => id === clientId);
    const freed = ended.filter(([id]) => id !== clientId);
    const names: Record<string, string> = Object.fromEntries(
      ended.map(([id], index) => [`#ended${index}`, id]),
    );
    const ends = Object.fromEntries(ended.map(([, end], index) => [`:ended${index}`, end]));
    const nameOf = (wanted: string) =>
      Object.entries(names).find(([, id]) => id === wanted)?.[0] ?? '#client';
    const stillEnded = ended.map((_, index) => `#slots.#ended${index} = :ended${index}`);
    const set = mine
      ? `#slots.${nameOf(clientId)} = :end`
      : '#slots.#client = if_not_exists(#slots.#client, :end)';
    const room = 'size(#slots) < :room';
    const free = mine
      ? room
      : `(#slots.#client > :now OR (attribute_not_exists(#slots.#client) AND ${room}))`;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall(SLOTS),
          UpdateExpression: [
            `SET ${set}`,
            ...(freed.length === 0
              ? []
              : [`REMOVE ${freed.map(([id]) => `#slots.${nameOf(id)}`).join(', ')}`]),
          ].join(' '),
          ConditionExpression: [free, ...stillEnded].join(' AND '),
          ExpressionAttributeNames: { '#slots': 'slots', ...names, ...(mine ? {} : { '#client': clientId }) },
          ExpressionAttributeValues: marshall({
            ...ends,
            ':end': now.getTime() + windowMs,
            ':room': limit + ended.length,
            ...(mine ? {} : { ':now': now.getTime() }),
          }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        bounds,
      );
      return undefined;
    } catch (error) {
      if (!refused(error)) throw error;
      return SlotsSchema.parse(error.Item === undefined ? await slotsFrom(bounds) : unmarshall(error.Item))
        .slots;
    }
  };

  /** The item with the slots; made where there is none yet. */
  const slotsFrom = async (bounds: Bounds): Promise<unknown> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...SLOTS, slots: {} }),
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
    allClients: async (patience) => {
      const records: ClientRecord[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: '#kind = :client',
          ExpressionAttributeNames: { '#kind': 'kind' },
          ExpressionAttributeValues: marshall({ ':client': 'client' }),
        },
        bounded(patience),
      );
      for await (const { Items = [] } of pages)
        records.push(...Items.map((item) => ClientRecordSchema.parse(unmarshall(item))));
      return records;
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
      let ended: [string, number][] = [];
      for (let tries = 1; tries <= MOST_SLOT_TRIES; tries += 1) {
        const slots = await tryToTake(request, ended, bounds);
        if (slots === undefined) return true;
        const running = Object.entries(slots).filter(([, end]) => end > request.now.getTime());
        // Where it holds one by now, another run of the same client was faster: the next try finds it.
        const holds = running.some(([id]) => id === request.clientId);
        if (!holds && running.length >= request.limit) return false;
        ended = Object.entries(slots)
          .filter(([, end]) => end <= request.now.getTime())
          // Its own goes first: it has to be renewed whatever becomes of the rest.
          .sort(([a], [b]) => Number(b === request.clientId) - Number(a === request.clientId))
          .slice(0, MOST_FREED);
      }
      throw new Error('the slots of the circuit breaker changed faster than one could be taken');
    },
    freeSlots: async (patience) => {
      await client.send(
        new PutItemCommand({ TableName: table, Item: marshall({ ...SLOTS, slots: {} }) }),
        bounded(patience),
      );
    },
  };
};
