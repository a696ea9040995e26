import { THREE_AM } from '../../alerts.ts';
import { quiet } from './quiet.ts';

/** A clock for many at once: it stops while anybody is at work, then moves on to the next that wakes. */
export const createVirtualTime = () => {
  const clock = { ms: THREE_AM };
  const sleepers = new Set<{ wakeAt: number; wake: () => void }>();

  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => sleepers.add({ wakeAt: clock.ms + milliseconds, wake: resolve }));

  /** Lets time pass until the work is done. */
  const passUntil = async <T>(work: Promise<T>): Promise<T> => {
    const state = { ended: false };
    const noteEnd = () => {
      state.ended = true;
    };
    work.then(noteEnd, noteEnd);
    for (await quiet(); !state.ended; await quiet()) {
      const [first] = [...sleepers].sort((a, b) => a.wakeAt - b.wakeAt);
      if (first === undefined) throw new Error('everybody waits, and nobody for the clock');
      sleepers.delete(first);
      clock.ms = Math.max(clock.ms, first.wakeAt);
      first.wake();
    }
    return work;
  };

  return { clock, sleep, passUntil };
};
