/** Every call of the ledger ends within this many milliseconds, with an answer or an error. */
export type TimeLimit = { withinMs: number };

/** A read that an alert or a person waits for; mostly at the same time as the portal's first read, so that it costs no time. */
export const RECALL: TimeLimit = { withinMs: 1_000 };

/** Slot and claim together, before the first write of a disable. */
export const BEFORE_WRITE_MS = 2_000;

/** For what is written down after a change: nobody should wait long for it. */
export const AFTER_WRITE: TimeLimit = { withinMs: 2_000 };

/** One record, read or written by the watch, or by an alert that found no slot. */
export const ONE_RECORD: TimeLimit = { withinMs: 2_000 };

/** All records in pages, or all slots: for a person at a console, or the watch. */
export const WHOLE_LEDGER: TimeLimit = { withinMs: 10_000 };
