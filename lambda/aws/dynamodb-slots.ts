import type { SlotRequest } from '../ledger/store.ts';

/** Client id → end of its slot, ms since the epoch. */
export type Slots = Readonly<Record<string, number>>;

/** Slots that have run out, as they were read. */
export type EndedSlots = readonly (readonly [clientId: string, end: number])[];

/** One conditional update of the item with the slots; values are not marshalled yet. */
export type SlotUpdate = {
  update: string;
  condition: string;
  names: Record<string, string>;
  values: Record<string, number | string>;
};

/** An expression has a limited length. */
export const MAX_FREED = 50;

const isRunning = (end: number, { now }: SlotRequest): boolean => end > now.getTime();

/** Who holds the slots if none is left for this client; else `undefined`. */
export const holdersIfFull = (slots: Slots, request: SlotRequest): string[] | undefined => {
  const holders = Object.entries(slots).flatMap(([id, end]) => (isRunning(end, request) ? [id] : []));
  // If it holds one by now, another run of the same client was faster: the next try finds it.
  return holders.length >= request.limit && !holders.includes(request.clientId) ? holders : undefined;
};

/** Slots that have run out. The client's own comes first: it must be renewed, even if the others cannot be freed. */
export const endedSlots = (slots: Slots, request: SlotRequest): EndedSlots =>
  Object.entries(slots)
    .filter(([, end]) => !isRunning(end, request))
    .sort(([a], [b]) => Number(b === request.clientId) - Number(a === request.clientId));

/** Two maps under the same client ids: the end of each slot, and the run that took or kept it last. */
const MAPS = { '#slots': 'slots', '#runs': 'runs' };

const namesOf = (ended: EndedSlots): Record<string, string> =>
  Object.fromEntries(ended.map(([id], index) => [`#ended${index}`, id]));

const valuesOf = (ended: EndedSlots): Record<string, number> =>
  Object.fromEntries(ended.map(([, end], index) => [`:ended${index}`, end]));

/** Each slot is as it was read: nobody has renewed or freed it since. */
const stillEnded = (ended: EndedSlots): string[] =>
  ended.map((_, index) => `#slots.#ended${index} = :ended${index}`);

const removal = (aliases: readonly string[]): string =>
  `REMOVE ${aliases.flatMap((alias) => [`#slots.${alias}`, `#runs.${alias}`]).join(', ')}`;

/** Frees ended slots and takes none. @param ended 1 to MAX_FREED */
export const freeEnded = (ended: EndedSlots): SlotUpdate => {
  const names = namesOf(ended);
  return {
    update: removal(Object.keys(names)),
    condition: stillEnded(ended).join(' AND '),
    names: { ...MAPS, ...names },
    values: valuesOf(ended),
  };
};

/**
 * Takes a slot if there is room, keeps one that is held, and frees ended ones in the same write.
 * @param ended all that have run out, at most MAX_FREED: one left out would count as held
 */
export const takeSlot = (
  { clientId, runId, now, limit, windowMs }: SlotRequest,
  ended: EndedSlots,
): SlotUpdate => {
  const names = namesOf(ended);
  const own = Object.keys(names).find((alias) => names[alias] === clientId);
  const freed = Object.keys(names).filter((alias) => alias !== own);
  const room = 'size(#slots) < :room';
  const set =
    own === undefined
      ? '#slots.#client = if_not_exists(#slots.#client, :end), #runs.#client = :run'
      : `#slots.${own} = :end, #runs.${own} = :run`;
  const free =
    own === undefined
      ? `(#slots.#client > :now OR (attribute_not_exists(#slots.#client) AND ${room}))`
      : room;
  return {
    update: [`SET ${set}`, ...(freed.length === 0 ? [] : [removal(freed)])].join(' '),
    condition: [free, ...stillEnded(ended)].join(' AND '),
    names: { ...MAPS, ...names, ...(own === undefined ? { '#client': clientId } : {}) },
    values: {
      ...valuesOf(ended),
      ':end': now.getTime() + windowMs,
      ':run': runId,
      ':room': limit + ended.length,
      ...(own === undefined ? { ':now': now.getTime() } : {}),
    },
  };
};

/** Gives a slot back, unless another run has taken or kept it since. */
export const giveBack = ({ clientId, runId }: Pick<SlotRequest, 'clientId' | 'runId'>): SlotUpdate => ({
  update: removal(['#client']),
  condition: '#runs.#client = :run',
  names: { ...MAPS, '#client': clientId },
  values: { ':run': runId },
});
