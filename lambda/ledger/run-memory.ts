import type { Outcome } from '../contract/outcome.ts';
import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import { type ClientRecord, ClientRecordSchema } from './client-record.ts';
import type { ContainerBreaker } from './container-breaker.ts';
import {
  type AcceptedDisable,
  accepted,
  containing,
  ended,
  held,
  type Intent,
  joined,
} from './containment.ts';
import { deleted } from './drift.ts';
import { notRestored, restored, restoring } from './restore.ts';
import type { LedgerStore, Patience } from './store.ts';

/** Beside the token call and the first read, so mostly free. */
const RECALL_MS = 1_000;

/** Slot and intent together, before the first write of a disable. */
const BEFORE_WRITE_MS = 2_000;

/** What is written down after the fact keeps nobody waiting for long. */
const AFTER_WRITE_MS = 2_000;

/** Versions change under several runs of one client; each of them moves on after a few steps. */
const MOST_REVISIONS = 16;

/** Whether two versions say the same, whatever the order of their fields. */
const isSame = (a: ClientRecord, b: ClientRecord): boolean => {
  const [textA, textB] = [a, b].map((record) => JSON.stringify(ClientRecordSchema.parse(record)));
  return textA === textB;
};

/** Who this run is to the ledger. */
export type Identity = Pick<Intent, 'requestKey' | 'runId' | 'by' | 'alertIds' | 'receivedAt'> & {
  clientId: string;
};

/** `conflict`: somebody else decided meanwhile; the record is fresh, judge again. */
type IntentFate = 'taken' | 'conflict' | 'unavailable';

/** How a request ended, for the record. */
type End = { outcome: Outcome; resultId: string };

/**
 * What one run knows of its client's past, and what it leaves for the next. Nothing here throws: a ledger that
 * does not answer becomes a warning, and the caller decides what that means.
 */
export type RunMemory = {
  /** Reads record and standing result anew. */
  recall: () => Promise<void>;
  /** Whether the ledger answered the last time it was asked. */
  answers: () => boolean;
  record: () => ClientRecord | undefined;
  /** The final result of this very request, where an earlier run came that far. */
  standing: () => ContainmentResult | undefined;
  /** Ledger if it answers, else this container alone. @returns whether an alert may disable this client */
  takeSlot: () => Promise<boolean>;
  /** The breaker said no: the client is on, and listed. `conflict`: somebody decided meanwhile, judge again. */
  hold: (name: string | undefined) => Promise<'held' | 'conflict' | 'unavailable'>;
  /** The portal does not know the client, and can be believed. */
  gone: () => Promise<void>;
  /** The write of another run stands for this alert, too. */
  join: () => Promise<void>;
  intend: (
    action: 'disable' | 'enable',
    seen: { name: string | undefined; enabledBefore: boolean | undefined; fingerprint: string | undefined },
  ) => Promise<IntentFate>;
  /** A disabling write was accepted: noted while the run settles. */
  noteAccepted: (at: Date, portalAt: Date | undefined) => void;
  disableEnded: (
    end: End & { verifiedAt: Date | undefined; acceptedAt: Date | undefined; gone: boolean },
  ) => Promise<void>;
  /** @returns whether the restore stands: false where something newer was decided, or where nobody can know */
  restoreStands: (end: End) => Promise<boolean>;
  /** @returns whether it could be noted: false where something newer was decided, or where nobody can know */
  restoreFailed: (end: End & { isOff: boolean }) => Promise<boolean>;
};

export const createRunMemory = (
  identity: Identity,
  {
    store,
    containerBreaker,
    policy,
    reviewAfterMs,
    now,
    warn,
    onFault,
  }: {
    store: LedgerStore;
    containerBreaker: ContainerBreaker;
    policy: { breakerLimit: number; breakerWindowMs: number };
    reviewAfterMs: number;
    now: () => Date;
    warn: (warning: Warning) => void;
    onFault: (error: unknown) => void;
  },
): RunMemory => {
  const { clientId, runId, requestKey } = identity;
  let record: ClientRecord | undefined;
  let standing: ContainmentResult | undefined;
  let answers = true;
  let spentMs = 0;
  /** An intent that could not be written before the write, to be caught up with after it. */
  let owed: Intent | undefined;
  let lastAccepted: AcceptedDisable | undefined;
  /** Notes are written one after the other, and before the end is. */
  let notes: Promise<unknown> = Promise.resolve();

  const unavailable = (error: unknown): void => {
    answers = false;
    warn('ledger-unavailable');
    onFault(error);
  };

  /** Time of what stands before the first write is counted over slot, intent and every repetition. */
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

  /** Writes what `change` makes of the latest record. @returns whether there was something to write */
  const revise = async (
    change: (seen: ClientRecord | undefined) => ClientRecord | undefined,
  ): Promise<boolean> => {
    for (let tries = 1; tries <= MOST_REVISIONS; tries += 1) {
      const changed = change(record);
      if (changed === undefined) return false;
      const next = { ...changed, version: (record?.version ?? 0) + 1 };
      if (await store.writeClient(next, { withinMs: AFTER_WRITE_MS })) {
        record = next;
        return true;
      }
      record = await store.readClient(clientId, { withinMs: AFTER_WRITE_MS });
      // A write that was repeated after a lost answer meets itself.
      if (record !== undefined && isSame(record, next)) return true;
    }
    throw new Error('the record changed faster than it could be written');
  };

  const safely = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      unavailable(error);
      return undefined;
    }
  };

  return {
    recall: async () => {
      try {
        [record, standing] = await Promise.all([
          store.readClient(clientId, { withinMs: RECALL_MS }),
          store.readResult(requestKey, { withinMs: RECALL_MS }),
        ]);
        answers = true;
      } catch (error) {
        unavailable(error);
      }
    },
    answers: () => answers,
    record: () => record,
    standing: () => standing,
    takeSlot: async () => {
      const request = {
        clientId,
        now: now(),
        limit: policy.breakerLimit,
        windowMs: policy.breakerWindowMs,
      };
      try {
        const granted = await beforeWrite((patience) => store.takeSlot(request, patience));
        // Known to the container, too: if the ledger fails next, what was granted still counts.
        if (granted) containerBreaker.take(request);
        return granted;
      } catch (error) {
        unavailable(error);
        return containerBreaker.take(request);
      }
    },
    hold: async (name) => {
      const judged = record;
      const holding = (seen: ClientRecord | undefined) =>
        seen?.decision === judged?.decision &&
        seen?.state === judged?.state &&
        seen?.acceptedAt === judged?.acceptedAt
          ? held(seen, { ...identity, at: now(), name })
          : undefined;
      const isHeld = await safely(() => revise(holding));
      return isHeld === undefined ? 'unavailable' : isHeld ? 'held' : 'conflict';
    },
    join: async () => {
      await safely(() => revise((seen) => joined(seen, identity.alertIds)));
    },
    intend: async (action, seen) => {
      const intent = { ...identity, ...seen, at: now() };
      const next = (action === 'disable' ? containing : restoring)(record, intent);
      try {
        const isWritten = await beforeWrite((patience) => store.writeClient(next, patience));
        const fresh = isWritten
          ? next
          : await beforeWrite((patience) => store.readClient(clientId, patience));
        answers = true;
        record = fresh;
        // A write that was repeated after a lost answer meets itself.
        const taken = fresh?.runId === runId && fresh.decision >= next.decision;
        owed = taken || action === 'enable' ? undefined : intent;
        return taken ? 'taken' : 'conflict';
      } catch (error) {
        unavailable(error);
        if (action === 'disable') owed = intent;
        return 'unavailable';
      }
    },
    gone: async () => {
      await safely(() => revise((seen) => (seen === undefined ? undefined : deleted(seen, now()))));
    },
    noteAccepted: (at, portalAt) => {
      lastAccepted = { runId, at, portalAt };
      notes = notes.then(() => safely(() => revise((seen) => accepted(seen, { runId, at, portalAt }))));
    },
    disableEnded: async (end) => {
      await notes;
      const doneAt = (end.verifiedAt ?? end.acceptedAt)?.toISOString() ?? '';
      const firstAcceptedAt = end.acceptedAt?.toISOString();
      const withAccepted = (record: ClientRecord) =>
        lastAccepted === undefined
          ? record
          : (accepted({ ...record, containedAt: firstAcceptedAt }, lastAccepted) ?? record);
      const caughtUp = (seen: ClientRecord | undefined) =>
        // A restore stands that came after all that this run has done.
        owed === undefined || (seen?.state === 'restored' && (seen.endedAt ?? '') >= doneAt)
          ? seen
          : withAccepted(containing(seen, owed));
      await safely(() =>
        revise((seen) => ended(caughtUp(seen), { ...end, runId, at: now(), reviewAfterMs })),
      );
    },
    restoreStands: async (end) => {
      await notes;
      return (await safely(() => revise((seen) => restored(seen, { ...end, runId, at: now() })))) === true;
    },
    restoreFailed: async (end) => {
      await notes;
      const noted = await safely(async () => {
        // A write whose answer was lost may stand: `restored` must not stay where the client was put off again.
        if (!answers) record = await store.readClient(clientId, { withinMs: AFTER_WRITE_MS });
        return revise((seen) => notRestored(seen, { ...end, runId, at: now() }));
      });
      return noted === true;
    },
  };
};
