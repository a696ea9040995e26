import { vi } from 'vitest';

type Timeout = { end: AbortController; leftMs: number };

const timeouts = new WeakMap<AbortSignal, Timeout>();

let counting = 0;

/**
 * Time-outs that begin from now on are counted, not waited for: on a busy machine a real one would end calls that are
 * answered. @returns what ends this, once everybody who asked for it has called it
 */
export const countTimeouts = (): (() => void) => {
  counting += 1;
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const end = new AbortController();
    timeouts.set(end.signal, { end, leftMs: milliseconds });
    return end.signal;
  });
  return () => {
    counting -= 1;
    if (counting === 0) spy.mockRestore();
  };
};

const timeoutOf = (signal: AbortSignal | undefined): Timeout | undefined =>
  signal === undefined ? undefined : timeouts.get(signal);

/** @returns how many ms there are until the signal ends the call that it limits */
export const leftOf = (signal: AbortSignal | undefined): number =>
  timeoutOf(signal)?.leftMs ?? Number.POSITIVE_INFINITY;

/** This many ms have passed for the call that the signal limits. */
export const passUnder = (signal: AbortSignal | undefined, milliseconds: number): void => {
  const timeout = timeoutOf(signal);
  if (timeout !== undefined) timeout.leftMs -= milliseconds;
};

/** Its time is over. */
export const endNow = (signal: AbortSignal | undefined): void =>
  timeoutOf(signal)?.end.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
