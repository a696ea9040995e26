import type { ContainmentResult } from '../contract/result.ts';
import type { Warning } from '../contract/warning.ts';
import type { ClientRecord } from './client-record.ts';
import type { ContainerBreaker } from './container-breaker.ts';
import {
  type AcceptedDisable,
  accepted,
  type Claim,
  type EndOfRun,
  ended,
  type Identity,
  type Unwritten,
  withUnwritten,
} from './containment.ts';
import { type Change, reviseRecord, type Write } from './revise-record.ts';
import { INTENTS } from './rotation.ts';
import type { LedgerStore, SlotAnswer } from './store.ts';
import { AFTER_WRITE, BEFORE_WRITE_MS, RECALL, type TimeLimit } from './time-limits.ts';

/** What a memory needs of its run. */
type Surroundings = {
  ledger: LedgerStore;
  containerBreaker: ContainerBreaker;
  settings: { policy: { breakerLimit: number; breakerWindowMs: number }; reviewAfterMs: number };
  now: () => Date;
  warn: (warning: Warning) => void;
  onFault: (error: unknown) => void;
};

/** What one run knows of its client's past, and writes down for the next. Nothing throws: a silent ledger is a warning. */
export class RunMemory {
  readonly identity: Identity;
  /** The latest version of the record that this run has seen. */
  record: ClientRecord | undefined;
  /** The final result of this request, if an earlier run kept one. */
  keptResult: ContainmentResult | undefined;
  /** Whether the ledger answered the last time it was asked. */
  ledgerAnswers = true;
  readonly #run: Surroundings;
  #spentMs = 0;
  #hasTakenSlot = false;
  /** A claim that could not be written before the first write, and the last write since; both are written at the end. */
  readonly #unwritten: Unwritten = { intent: undefined, lastAccepted: undefined };
  /** The note of the first accepted write: everything else is written after it. */
  #firstNote: Promise<unknown> | undefined;
  /** What waits for the next write of the record: nobody depends on it before. */
  #waiting: Change[] = [];

  /** @param known the record as it was read already; else `recall` reads it */
  constructor(identity: Identity, run: Surroundings, known?: ClientRecord) {
    this.identity = identity;
    this.#run = run;
    this.record = known;
  }

  /** Reads the record and the kept result, again if they were read before. */
  async recall(): Promise<void> {
    try {
      const recalled = await this.#run.ledger.recall(this.identity, RECALL);
      ({ record: this.record, keptResult: this.keptResult } = recalled);
      this.ledgerAnswers = true;
    } catch (error) {
      this.#unavailable(error);
    }
  }

  /**
   * Asks for a slot: the ledger if it answers, else this container.
   * @param options.hasWaited the run has waited since it asked last: the time limit starts again
   */
  async takeSlot({ hasWaited = false } = {}): Promise<SlotAnswer> {
    const { ledger, containerBreaker, settings, now } = this.#run;
    const { clientId, runId } = this.identity;
    const { breakerLimit: limit, breakerWindowMs: windowMs } = settings.policy;
    const request = { clientId, runId, now: now(), limit, windowMs };
    if (hasWaited) this.#spentMs = 0;
    let answer: SlotAnswer;
    try {
      answer = await this.#beforeWrite((timeLimit) => ledger.takeSlot(request, timeLimit));
      // Noted in the container, too: if the ledger fails next, this slot still counts.
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
   * @returns `conflict`: somebody else decided meanwhile; the record now holds their decision, judge again
   */
  async claim(action: keyof typeof INTENTS, claim: Claim): Promise<'taken' | 'conflict' | 'unavailable'> {
    const { ledger, now } = this.#run;
    const { clientId, runId } = this.identity;
    const intent = { ...this.identity, ...claim, at: now() };
    const next = INTENTS[action](this.record, intent);
    try {
      const isWritten = await this.#beforeWrite((timeLimit) => ledger.writeClient(next, timeLimit));
      this.record = isWritten
        ? next
        : await this.#beforeWrite((timeLimit) => ledger.readClient(clientId, timeLimit));
      this.ledgerAnswers = true;
      // The SDK repeats a write whose answer was lost, and the second try is refused: what it finds is its own record.
      const taken = this.record?.runId === runId && this.record.decision >= next.decision;
      this.#unwritten.intent = taken || action !== 'disable' ? undefined : intent;
      // What waited was judged by this claim, and must not be written over it.
      if (taken) this.#waiting = [];
      return taken ? 'taken' : 'conflict';
    } catch (error) {
      this.#unavailable(error);
      if (action === 'disable') this.#unwritten.intent = intent;
      return 'unavailable';
    }
  }

  /** Notes an accepted disabling write: the first at once, while the run settles; a further one with the end. */
  noteAccepted(write: Omit<AcceptedDisable, 'runId'>): void {
    const note = { runId: this.identity.runId, ...write };
    this.#unwritten.lastAccepted = note;
    this.#waiting.push((seen) => accepted(seen, note));
    this.#firstNote ??= this.revise();
  }

  /** Notes how a disable ended; it is written with the next revision, at the latest with the result. */
  noteEnd(end: EndOfRun): void {
    const { reviewAfterMs } = this.#run.settings;
    const whole = { ...end, ...this.identity, at: this.#run.now(), reviewAfterMs };
    this.#waiting.push((seen) => ended(withUnwritten(seen, this.#unwritten, end), whole));
  }

  /** Notes what is written with the next revision that the ledger answers. */
  note(change: Change): void {
    this.#waiting.push(change);
  }

  /**
   * Writes what waits, and what `change` makes of the latest record; `reread`: reads it again if the last answer was lost.
   * @returns whether there was something to write; `undefined` if the ledger does not answer: what waits goes on waiting
   */
  async revise(
    change?: Change,
    { reread = false, write }: { reread?: boolean; write?: Write } = {},
  ): Promise<boolean | undefined> {
    await this.#firstNote;
    const { ledger } = this.#run;
    const { clientId } = this.identity;
    const waiting = this.#waiting.splice(0);
    const changes = change === undefined ? waiting : [...waiting, change];
    try {
      if (reread && !this.ledgerAnswers) this.record = await ledger.readClient(clientId, AFTER_WRITE);
      const { record, isWritten } = await reviseRecord({ ledger, write }, clientId, this.record, changes);
      this.record = record;
      return isWritten;
    } catch (error) {
      this.#waiting.unshift(...waiting);
      this.#unavailable(error);
      return undefined;
    }
  }

  /**
   * No write of this run may take effect: gives back the slot that it took. If the client is `gone` (deleted in DocSpace)
   * and only this run has written a record of it, the record is removed.
   */
  async releaseSlot({ gone = false }: { gone?: boolean | undefined }): Promise<void> {
    const { ledger, containerBreaker } = this.#run;
    const { identity, record } = this;
    try {
      if (this.#hasTakenSlot) {
        containerBreaker.giveBack(identity);
        await ledger.giveBackSlot(identity, AFTER_WRITE);
      }
      if (!gone || record?.runId !== identity.runId || record.decision !== 1) return;
      // A record that others have changed since stays: how this run ended is still to be written into it.
      if (await ledger.removeClient(record, AFTER_WRITE)) this.#waiting = [];
    } catch (error) {
      this.#unavailable(error);
    }
  }

  #unavailable(error: unknown): void {
    this.ledgerAnswers = false;
    this.#run.warn('ledger-unavailable');
    this.#run.onFault(error);
  }

  /** Slot, claim and every repetition share one time limit before the first write. */
  async #beforeWrite<T>(call: (timeLimit: TimeLimit) => Promise<T>): Promise<T> {
    const startedAt = this.#run.now().getTime();
    try {
      if (this.#spentMs >= BEFORE_WRITE_MS) throw new Error('no time is left before the first write');
      return await call({ withinMs: BEFORE_WRITE_MS - this.#spentMs });
    } finally {
      this.#spentMs += this.#run.now().getTime() - startedAt;
    }
  }
}
