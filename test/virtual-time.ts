import { THREE_AM } from './alerts.ts';

/** A clock for many at once: it stops while anybody is at work, then moves on to the next that wakes. */
export const createVirtualTime = () => {
  const clock = { ms: THREE_AM };
  const sleepers: { wakeAt: number; order: number; wake: () => void }[] = [];
  let atWork = 0;
  let orders = 0;

  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    clock,
    sleep: (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        orders += 1;
        sleepers.push({ wakeAt: clock.ms + milliseconds, order: orders, wake: resolve });
      }),
    /** Work outside of this process, such as a call over a socket: time waits for it. */
    outside: async <T>(work: () => Promise<T>): Promise<T> => {
      atWork += 1;
      try {
        return await work();
      } finally {
        atWork -= 1;
      }
    },
    /** Lets time pass until the work is done. */
    passUntil: async <T>(work: Promise<T>): Promise<T> => {
      const state = { ended: false };
      const end = () => {
        state.ended = true;
      };
      work.then(end, end);
      while (!state.ended) {
        await turn();
        await turn();
        if (atWork > 0 || state.ended) continue;
        sleepers.sort((a, b) => a.wakeAt - b.wakeAt || a.order - b.order);
        const first = sleepers.shift();
        if (first === undefined) continue;
        clock.ms = Math.max(clock.ms, first.wakeAt);
        first.wake();
      }
      return work;
    },
  };
};
