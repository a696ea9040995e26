import type { Fault } from './fault.ts';
import type { Operation } from './operation.ts';

/** A fault for each time, or one chosen by the count of matching requests so far, from 0; `undefined` = none. */
type FaultChoice = Fault | ((nth: number) => Fault | undefined);

export type FaultSwitch = {
  /** Replaces what was set for the operation; `any` stands for the operations that have none of their own. */
  set: (
    operation: Operation | 'any',
    fault: FaultChoice,
    options?: { times?: number; skip?: number },
  ) => void;
  /** Removes all faults; late writes stay held. */
  clear: () => void;
  /** Applies every held write now; resolves when the database has them. */
  releaseLate: () => Promise<void>;
};

export type Faults = FaultSwitch & {
  /** The fault of this request, counting it. */
  take: (operation: Operation) => Fault | undefined;
  /** Keeps a write for later. */
  defer: (write: () => Promise<unknown>, ms: number) => void;
  /** Forgets all held writes. */
  dispose: () => void;
};

export const createFaults = (): Faults => {
  const rules = new Map<Operation | 'any', (nth: number) => Fault | undefined>();
  const counts = new Map<Operation | 'any', number>();
  const held = new Map<() => Promise<unknown>, NodeJS.Timeout | undefined>();

  const release = async (write: () => Promise<unknown>): Promise<void> => {
    clearTimeout(held.get(write));
    if (held.delete(write)) await write();
  };

  return {
    set: (operation, fault, { times = Number.POSITIVE_INFINITY, skip = 0 } = {}) => {
      counts.delete(operation);
      rules.set(operation, (count) => {
        const nth = count - skip;
        if (nth < 0 || nth >= times) return undefined;
        return typeof fault === 'function' ? fault(nth) : fault;
      });
    },
    clear: () => {
      rules.clear();
      counts.clear();
    },
    releaseLate: async () => {
      await Promise.all([...held.keys()].map(release));
    },
    take: (operation) => {
      const key = rules.has(operation) ? operation : 'any';
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return rules.get(key)?.(count);
    },
    defer: (write, ms) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => release(write), ms) : undefined;
      held.set(write, timer);
    },
    dispose: () => {
      for (const timer of held.values()) clearTimeout(timer);
      held.clear();
    },
  };
};
