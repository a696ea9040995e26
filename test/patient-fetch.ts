import type { Fault } from '../local/portal/fault.ts';
import type { Portal } from '../local/portal/simulator.ts';

/** The time of one call where some never end: only those are given up, so it may be as short as it likes. */
export const HANGING_MS = 20;

/** The time of one call where every call ends by itself: longer than any machine needs. */
export const PATIENT_MS = 60_000;

/** Whether a fault is over only when the caller gives up. */
export const isEndless = ({ kind }: Fault): boolean => ['hang', 'late-write', 'slow-body'].includes(kind);

type OpenCall = { method: string; path: string; isLeft: (how: 'silent' | 'unfinished') => void };

/**
 * `fetch` for one portal whose time-outs strike only the calls that the portal leaves without an end. A call that is
 * answered may take as long as a busy machine needs: its time-out is not obeyed.
 * @param hasten hears of the signal over a call without an end, where nobody should wait for it
 */
export const patientFetch = (
  portal: Portal,
  hasten: (signal: AbortSignal) => void = () => {},
): typeof fetch => {
  const openCalls = new Set<OpenCall>();
  const { set } = portal.faults;
  portal.faults.set = (operation, choice, options) =>
    set(
      operation,
      (nth) => {
        const fault = typeof choice === 'function' ? choice(nth) : choice;
        // The portal has just recorded the call that it asks a fault for.
        const struck = portal.calls.at(-1);
        if (fault === undefined || struck === undefined || !isEndless(fault)) return fault;
        for (const call of openCalls)
          if (call.method === struck.method && call.path === struck.path)
            call.isLeft(fault.kind === 'slow-body' ? 'unfinished' : 'silent');
        return fault;
      },
      options,
    );

  return async (input, init) => {
    const signal = init?.signal;
    if (signal === undefined || signal === null) return fetch(input, init);
    const own = new AbortController();
    const obey = () => {
      if (signal.aborted) own.abort(signal.reason);
      else signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
      hasten(signal);
    };
    const { pathname, search } = new URL(String(input));
    let isUnfinished = false;
    const call: OpenCall = {
      method: init?.method ?? 'GET',
      path: `${pathname}${search}`,
      isLeft: (how) => {
        if (how === 'silent') obey();
        else isUnfinished = true;
      },
    };
    openCalls.add(call);
    try {
      const response = await fetch(input, { ...init, signal: own.signal });
      // The headers came: what does not end is the body.
      if (isUnfinished) obey();
      return response;
    } finally {
      openCalls.delete(call);
    }
  };
};
