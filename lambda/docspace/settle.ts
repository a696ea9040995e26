import type { Run } from './run.ts';

/**
 * How long a run waits between two writes of one client, and between the last write and the read-back. Measured on
 * release v3.7.2: an edit at the same moment as a write, or a slow reader, can undo it for some milliseconds; after
 * 250 ms none did. Timers may fire a few milliseconds early.
 */
export const SETTLE_MS = 260;

/** If the portal accepted no write in a round, it gets this long before the next round. */
export const ROUND_PAUSE_MS = 2_000;

/** Waits until `run.settleMs` have passed since a write's answer. */
export const settleSince = async (at: Date, run: Run): Promise<void> => {
  const rest = run.settleMs - (run.now().getTime() - at.getTime());
  if (rest > 0) await run.deadline.wait(rest, 'settle');
};
