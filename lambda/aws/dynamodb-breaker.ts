import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { LedgerStore, SlotRequest } from '../ledger/store.ts';
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
import { type Bounds, bounded, getItems, NEW, refused } from './dynamodb-table.ts';

const SLOTS = { kind: 'breaker', id: 'slots' };

/** Others may take or free slots between a refused write and the next; each try starts from those in the answer. */
const MAX_SLOT_TRIES = 5;

const SlotsSchema = z.object({ slots: z._default(z.record(z.string(), z.number()), {}) });

/** The item while nobody holds a slot. */
const NO_SLOTS = { ...SLOTS, slots: {}, runs: {} };

/** The circuit breaker's slots in one item of the ledger's table; every change except the reset is conditional. */
export const createDynamoDbBreaker = (
  client: DynamoDBClient,
  table: string,
): Pick<LedgerStore, 'takeSlot' | 'giveBackSlot' | 'freeSlots'> => {
  /** @returns the slots that it changed, as they were before; or, if it was refused, all slots as they are now */
  const changeSlots = async (
    { update, condition, names, values }: SlotUpdate,
    bounds: Bounds,
  ): Promise<{ before: Slots } | { current: Slots }> => {
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
      return { current: SlotsSchema.parse(item).slots };
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
      ended = 'before' in changed ? ended.slice(MAX_FREED) : endedSlots(changed.current, request);
    }
    return ended;
  };

  /** The item with the slots; it is made if there is none yet. */
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
    return (await getItems(client, table, [SLOTS], bounds))(SLOTS.kind);
  };

  return {
    takeSlot: async (request, timeLimit) => {
      const bounds = bounded(timeLimit);
      let ended: EndedSlots = [];
      for (let tries = 1; tries <= MAX_SLOT_TRIES; tries += 1) {
        const changed = await changeSlots(takeSlot(request, ended), bounds);
        if ('before' in changed) {
          const isKept = (changed.before[request.clientId] ?? 0) > request.now.getTime();
          return { kind: isKept ? 'kept' : 'taken' };
        }
        const holders = holdersIfFull(changed.current, request);
        if (holders !== undefined) return { kind: 'full', holders };
        ended = await fewEnded(changed.current, request, bounds);
      }
      throw new Error('the slots of the circuit breaker changed faster than one could be taken');
    },
    giveBackSlot: async (slot, timeLimit) => {
      await changeSlots(giveBack(slot), bounded(timeLimit));
    },
    freeSlots: async (timeLimit) => {
      await client.send(
        new PutItemCommand({ TableName: table, Item: marshall(NO_SLOTS) }),
        bounded(timeLimit),
      );
    },
  };
};
