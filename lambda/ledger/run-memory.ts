import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import type { ClientRecord } from './client-record.ts';
import type { ContainerBreaker } from './container-breaker.ts';
import { type AcceptedDisable, accepted, containing, ended, type Intent } from './containment.ts';
import { restoring } from './restore.ts';
import { AFTER_WRITE, type Change, reviseRecord } from './revise-record.ts';
import type { LedgerStore, Patience } from './store.ts';

/** Beside the token call and the first read, so mostly free. */
const RECALL_MS = 1_000;

/** Slot and claim together, before the first write of a disable. */
const BEFORE_WRITE_MS = 2_000;

/** Who this run is to the ledger. */
export type Identity = Pick<Intent, 'clientId' | 'requestKey' | 'runId' | 'by' | 'alertIds' | 'receivedAt'>;

/** What a claim says of the client, besides who claims it. */
export type Claim = Pick<Intent, 'name' | 'enabledBefore' | 'fingerprint' | 'undoesRace'>;

/** How a disable ended, for the record. */
type End = {
  outcome: Outcome;
  resultId: string;
  verifiedAt: Date | undefined;
  acceptedAt: Date | undefined;
  gone: boolean;
};

/** What a memory needs of its run. */
type Surroundings = {
  ledger: LedgerStore;
  containerBreaker: ContainerBreaker;
  settings: { policy: { breakerLimit: number; breakerWindowMs: number }; reviewAfterMs: number };
  now: () => Date;
  warn: (warning: Warning) => void;
  onFault: (error: unknown) => void;
};

/**
 * What one run knows of its client's past, and what it leaves for the next. Nothing here throws: a ledger that
 * does not answer becomes a warning, and the caller decides what that means.
 *
 * @param known the record as it was read already; else `recall` reads it
 */
export const createRunMemory = (
  identity: Identity,
  { ledger, containerBreaker, settings, now, warn, onFault }: Surroundings,
  known?: ClientRecord,
) => {
  const { clientId, runId, requestKey } = identity;
  let record = known;
  let standing: ContainmentResult | undefined;
  let answers = true;
  let spentMs = 0;
  /** A claim that could not be written before the first write; it is made up for at the end. */
  let unwrittenIntent: Intent | undefined;
  let lastAccepted: AcceptedDisable | undefined;
  /** Notes are written one after the other, and before the end is. */
  let notes: Promise<unknown> = Promise.resolve();

  const unavailable = (error: unknown): void => {
    answers = false;
    warn('ledger-unavailable');
    onFault(error);
  };

  /** The time before the first write is counted over slot, claim and every repetition. */
  const beforeWrite = async <T>(call: (patience: Patience) => Promise<T>): Promise<T> => {
    const startedAt = now().getTime();
    try {
      if (spentMs >= BEFORE_WRITE_MS)
        throw new Error('the time for the ledger before the first write is used up');
      return await call({ withinMs: BEFORE_WRITE_MS - spentMs });
    } finally {
      spentMs += now().getTime() - startedAt;
    }
  };

  const write = async (change: Change): Promise<boolean> => {
    const revised = await reviseRecord(ledger, clientId, record, change);
    record = revised.record;
    return revised.isWritten;
  };

  /**
   * Writes what `change` makes of the latest record, after all notes; `reread`: take the record anew where the
   * ledger did not answer last time, since a write whose answer was lost may stand.
   * @returns whether there was something to write; `undefined` where the ledger does not answer
   */
  const revise = async (change: Change, { reread = false } = {}): Promise<boolean | undefined> => {
    await notes;
    try {
      if (reread && !answers) record = await ledger.readClient(clientId, AFTER_WRITE);
      return await write(change);
    } catch (error) {
      unavailable(error);
      return undefined;
    }
  };

  /** The record with a claim that is not in it yet, and with the writes that followed it. */
  const withUnwritten = (
    seen: ClientRecord | undefined,
    { acceptedAt, verifiedAt }: End,
  ): ReturnType<Change> => {
    const doneAt = (verifiedAt ?? acceptedAt)?.toISOString() ?? '';
    // A restore stands that came after all that this run has done.
    const isOverruled = seen?.state === 'restored' && (seen.endedAt ?? '') >= doneAt;
    if (unwrittenIntent === undefined || isOverruled) return seen;
    const claimed = containing(seen, unwrittenIntent);
    if (lastAccepted === undefined) return claimed;
    return accepted({ ...claimed, firstWriteAt: acceptedAt?.toISOString() }, lastAccepted) ?? claimed;
  };

  return {
    identity,
    /** Reads record and standing result anew. */
    recall: async (): Promise<void> => {
      try {
        [record, standing] = await Promise.all([
          ledger.readClient(clientId, { withinMs: RECALL_MS }),
          ledger.readResult(requestKey, { withinMs: RECALL_MS }),
        ]);
        answers = true;
      } catch (error) {
        unavailable(error);
      }
    },
    /** Whether the ledger answered the last time it was asked. */
    answers: () => answers,
    record: () => record,
    /** The final result of this very request, where an earlier run got that far. */
    standing: () => standing,
    /** From the ledger if it answers, else from this container. @returns whether an alert may disable this client */
    takeSlot: async (): Promise<boolean> => {
      const { breakerLimit: limit, breakerWindowMs: windowMs } = settings.policy;
      const request = { clientId, now: now(), limit, windowMs };
      try {
        const granted = await beforeWrite((patience) => ledger.takeSlot(request, patience));
        // Known to the container, too: if the ledger fails next, what was granted still counts.
        if (granted) containerBreaker.take(request);
        return granted;
      } catch (error) {
        unavailable(error);
        return containerBreaker.take(request);
      }
    },
    /**
     * Announces a change of the client before its first write.
     * @returns `conflict`: somebody else decided meanwhile; the record is fresh, judge again
     */
    claim: async (
      action: 'disable' | 'enable',
      claim: Claim,
    ): Promise<'taken' | 'conflict' | 'unavailable'> => {
      const intent = { ...identity, ...claim, at: now() };
      const next = (action === 'disable' ? containing : restoring)(record, intent);
      try {
        const isWritten = await beforeWrite((patience) => ledger.writeClient(next, patience));
        record = isWritten ? next : await beforeWrite((patience) => ledger.readClient(clientId, patience));
        answers = true;
        // A write that was repeated after a lost answer meets itself.
        const taken = record?.runId === runId && record.decision >= next.decision;
        unwrittenIntent = taken || action === 'enable' ? undefined : intent;
        return taken ? 'taken' : 'conflict';
      } catch (error) {
        unavailable(error);
        if (action === 'disable') unwrittenIntent = intent;
        return 'unavailable';
      }
    },
    /** Notes an accepted disabling write while the run settles. @param portalAt by the portal's clock */
    noteAccepted: (at: Date, portalAt: Date | undefined): void => {
      const note = { runId, at, portalAt };
      lastAccepted = note;
      notes = notes.then(() => write((seen) => accepted(seen, note))).catch(unavailable);
    },
    revise,
    /** Notes how a disable ended. */
    end: async (end: End): Promise<void> => {
      const { reviewAfterMs } = settings;
      await revise((seen) => ended(withUnwritten(seen, end), { ...end, runId, at: now(), reviewAfterMs }));
    },
  };
};

export type RunMemory = ReturnType<typeof createRunMemory>;
