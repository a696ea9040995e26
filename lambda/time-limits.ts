/** Kept back at the end of an invocation, so that the result is out before the time is. */
export const RESERVE_MS = 10_000;

/** A person at a console waits this long and no longer. */
export const MANUAL_MS = 50_000;

/** The drift watch comes again in a few minutes: what it does not finish by then waits for the next. */
export const WATCH_MS = 240_000;
