import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import type { ClientRecord } from './client-record.ts';
import type { ContainerBreaker } from './container-breaker.ts';
import {
  type AcceptedDisable,
  accepted,
  type Claim,
  containing,
  type EndOfRun,
  ended,
  type Identity,
  type Unwritten,
  withUnwritten,
} from './containment.ts';
import { restoring } from './restore.ts';
import { AFTER_WRITE, type Change, reviseRecord } from './revise-record.ts';
import { rotating } from './rotation.ts';
import type { LedgerStore, Patience, SlotAnswer } from './store.ts';

/** Beside the token call and the first read, so mostly free. */
const RECALL: Patience = { withinMs: 1_000 };

/** Slot and claim together, before the first write of a disable. */
const BEFORE_WRITE_MS = 2_000;

const INTENTS = { disable: containing, enable: restoring, rotate: rotating } as const;

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
 */
export class RunMemory {
  readonly identity: Identity;
  /** The latest version of the record that this run has seen. */
  record: ClientRecord | undefined;
  /** The final result of this very request, where an earlier run got that far. */
  standing: ContainmentResult | undefined;
  /** Whether the ledger answered the last time it was asked. */
  answers = true;

  readonly #run: Surroundings;
  #spentMs = 0;
  #hasTakenSlot = false;
  /** A claim that could not be written before the first write, and the last write since; made up for at the end. */
  readonly #unwritten: Unwritten = { intent: undefined, lastAccepted: undefined };
  /** Notes are written one after the other, and before the end is. */
  #notes: Promise<unknown> = Promise.resolve();

  /** @param known the record as it was read already; else `recall` reads it */
  constructor(identity: Identity, run: Surroundings, known?: ClientRecord) {
    this.identity = identity;
    this.#run = run;
    this.record = known;
  }

  /** Reads record and standing result anew. */
  async recall(): Promise<void> {
    const { clientId, requestKey } = this.identity;
    const { ledger } = this.#run;
    try {
      [this.record, this.standing] = await Promise.all([
        ledger.readClient(clientId, RECALL),
        ledger.readResult(requestKey, RECALL),
      ]);
      this.answers = true;
    } catch (error) {
      this.#unavailable(error);
    }
  }

  /** From the ledger if it answers, else from this container. @param options.afresh the run has waited meanwhile */
  async takeSlot({ afresh = false } = {}): Promise<SlotAnswer> {
    const { ledger, containerBreaker, settings, now } = this.#run;
    const { clientId, runId } = this.identity;
    const { breakerLimit: limit, breakerWindowMs: windowMs } = settings.policy;
    const request = { clientId, runId, now: now(), limit, windowMs };
    if (afresh) this.#spentMs = 0;
    let answer: SlotAnswer;
    try {
      answer = await this.#beforeWrite((patience) => ledger.takeSlot(request, patience));
      // Known to the container, too: if the ledger fails next, what was granted still counts.
      if (answer.kind !== 'full') containerBreaker.take(request);
    } catch (error) {
      this.#unavailable(error);
      answer = containerBreaker.take(request);
    }
    this.#hasTakenSlot ||= answer.kind === 'taken';
    return answer;
  }

  /**
   * Announces a change of the client before its first write.
   * @returns `conflict`: somebody else decided meanwhile; the record is fresh, judge again
   */
  async claim(action: keyof typeof INTENTS, claim: Claim): Promise<'taken' | 'conflict' | 'unavailable'> {
    const { ledger, now } = this.#run;
    const { clientId, runId } = this.identity;
    const intent = { ...this.identity, ...claim, at: now() };
    const next = INTENTS[action](this.record, intent);
    try {
      const isWritten = await this.#beforeWrite((patience) => ledger.writeClient(next, patience));
      this.record = isWritten
        ? next
        : await this.#beforeWrite((patience) => ledger.readClient(clientId, patience));
      this.answers = true;
      // A write that was repeated after a lost answer meets itself.
      const taken = this.record?.runId === runId && this.record.decision >= next.decision;
      this.#unwritten.intent = taken || action !== 'disable' ? undefined : intent;
      return taken ? 'taken' : 'conflict';
    } catch (error) {
      this.#unavailable(error);
      if (action === 'disable') this.#unwritten.intent = intent;
      return 'unavailable';
    }
  }

  /** Notes an accepted disabling write while the run settles. */
  noteAccepted(write: Omit<AcceptedDisable, 'runId'>): void {
    const note = { runId: this.identity.runId, ...write };
    this.#unwritten.lastAccepted = note;
    this.#notes = this.revise((seen) => accepted(seen, note));
  }

  /**
   * Writes what `change` makes of the latest record, after all notes; `reread`: take the record anew where the
   * ledger did not answer last time, since a write whose answer was lost may stand.
   * @returns whether there was something to write; `undefined` where the ledger does not answer
   */
  async revise(change: Change, { reread = false } = {}): Promise<boolean | undefined> {
    const { ledger } = this.#run;
    const { clientId } = this.identity;
    await this.#notes;
    try {
      if (reread && !this.answers) this.record = await ledger.readClient(clientId, AFTER_WRITE);
      const { record, isWritten } = await reviseRecord(ledger, clientId, this.record, change);
      this.record = record;
      return isWritten;
    } catch (error) {
      this.#unavailable(error);
      return undefined;
    }
  }

  /** Notes how a disable ended. */
  async end(end: EndOfRun): Promise<void> {
    const { now, settings } = this.#run;
    const whole = { ...end, ...this.identity, at: now(), reviewAfterMs: settings.reviewAfterMs };
    await this.revise((seen) => ended(withUnwritten(seen, this.#unwritten, end), whole));
  }

  /**
   * Nothing of this run may take effect: gives back the slot that it took, and of a client that is `gone` and that
   * only this run has written down no record stays.
   */
  async undo({ gone = false }: { gone?: boolean | undefined }): Promise<void> {
    const { ledger, containerBreaker } = this.#run;
    const { identity, record } = this;
    try {
      if (this.#hasTakenSlot) {
        containerBreaker.giveBack(identity);
        await ledger.giveBackSlot(identity, AFTER_WRITE);
      }
      if (gone && record?.runId === identity.runId && record.decision === 1)
        await ledger.removeClient(record, AFTER_WRITE);
    } catch (error) {
      this.#unavailable(error);
    }
  }

  #unavailable(error: unknown): void {
    this.answers = false;
    this.#run.warn('ledger-unavailable');
    this.#run.onFault(error);
  }

  /** The time before the first write is counted over slot, claim and every repetition. */
  async #beforeWrite<T>(call: (patience: Patience) => Promise<T>): Promise<T> {
    const { now } = this.#run;
    const startedAt = now().getTime();
    try {
      if (this.#spentMs >= BEFORE_WRITE_MS)
        throw new Error('the time for the ledger before the first write is used up');
      return await call({ withinMs: BEFORE_WRITE_MS - this.#spentMs });
    } finally {
      this.#spentMs += now().getTime() - startedAt;
    }
  }
}
