/** A clock for many at once: it stops while anybody is at work, then moves on to the next that wakes. */
export const createVirtualTime = (startMs: number) => {
  const clock = { ms: startMs };
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
    /** Lets time pass until everything is done. @returns how long it took, in virtual ms */
    passUntil: async (work: Promise<unknown>): Promise<number> => {
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
      await work;
      return clock.ms - startMs;
    },
  };
};
