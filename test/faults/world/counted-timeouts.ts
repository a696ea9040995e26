import { vi } from 'vitest';

type Timeout = { end: AbortController; leftMs: number };

const timeouts = new WeakMap<AbortSignal, Timeout>();

// Counted, not waited for: on a busy machine the real one would end calls that are answered.
vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
  const end = new AbortController();
  timeouts.set(end.signal, { end, leftMs: milliseconds });
  return end.signal;
});

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
