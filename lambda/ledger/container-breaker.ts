import { takenSlots } from './slots.ts';
import type { SlotRequest } from './store.ts';

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
