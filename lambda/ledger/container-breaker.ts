import type { SlotRequest } from './store.ts';

/**
 * The circuit breaker's rule: a client that holds a slot keeps it as it is; another gets one while fewer than
 * the limit are held. A slot runs out by itself, one window after it was taken.
 *
 * @param slots client id → end of its slot, ms since the epoch
 * @returns the slots afterwards, or nothing where the request gets none
 */
export const takenSlots = (
  slots: ReadonlyMap<string, number>,
  { clientId, now, limit, windowMs }: SlotRequest,
): ReadonlyMap<string, number> | undefined => {
  const held = new Map([...slots].filter(([, end]) => end > now.getTime()));
  if (held.has(clientId)) return held;
  return held.size < limit ? held.set(clientId, now.getTime() + windowMs) : undefined;
};

/**
 * The circuit breaker of one container, for while the ledger does not answer. It bounds what this container does
 * and knows nothing of the others.
 */
export const createContainerBreaker = () => {
  let slots: ReadonlyMap<string, number> = new Map();
  return {
    /** @returns whether the client now holds a slot here */
    take: (request: SlotRequest): boolean => {
      const taken = takenSlots(slots, request);
      slots = taken ?? slots;
      return taken !== undefined;
    },
    free: (): void => {
      slots = new Map();
    },
  };
};

export type ContainerBreaker = ReturnType<typeof createContainerBreaker>;
