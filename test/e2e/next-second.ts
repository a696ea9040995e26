import { setTimeout as wait } from 'node:timers/promises';

/** Waits for the next full second: the time of an event on the bus carries whole seconds only. */
export const nextSecond = async (): Promise<void> => {
  await wait(1_000 - (Date.now() % 1_000) + 20);
};
