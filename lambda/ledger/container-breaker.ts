import type { SlotAnswer, SlotRequest } from './store.ts';

/** Client id → end of its slot in ms since the epoch, and the run that took or kept it last. */
type Slots = Map<string, { end: number; runId: string }>;

/**
 * The circuit breaker's rule, on slots in memory: a client that holds a slot keeps it as it is; another gets one while
 * fewer than the limit are held. A slot runs out by itself, one window after it was taken.
 *
 * It is used by one container while the ledger does not answer: it limits what this container does, and knows nothing of
 * the others.
 */
export const createContainerBreaker = () => {
  const slots: Slots = new Map();
  return {
    take: ({ clientId, runId, now, limit, windowMs }: SlotRequest): SlotAnswer => {
      for (const [id, { end }] of slots) if (end <= now.getTime()) slots.delete(id);
      const own = slots.get(clientId);
      if (own === undefined && slots.size >= limit) return { kind: 'full', holders: [...slots.keys()] };
      slots.set(clientId, { end: own?.end ?? now.getTime() + windowMs, runId });
      return { kind: own === undefined ? 'taken' : 'kept' };
    },
    giveBack: ({ clientId, runId }: Pick<SlotRequest, 'clientId' | 'runId'>): void => {
      if (slots.get(clientId)?.runId === runId) slots.delete(clientId);
    },
    free: (): void => slots.clear(),
  };
};

export type ContainerBreaker = ReturnType<typeof createContainerBreaker>;
