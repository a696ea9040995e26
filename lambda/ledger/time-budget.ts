import type { Patience } from './store.ts';

/** Time for several calls together: each gets what the earlier ones have left. */
export class TimeBudget {
  readonly #milliseconds: number;
  readonly #now: () => Date;
  #spentMs = 0;

  constructor(milliseconds: number, now: () => Date) {
    this.#milliseconds = milliseconds;
    this.#now = now;
  }

  /** @throws what the call throws, or an error where the time is used up */
  async spend<T>(call: (patience: Patience) => Promise<T>): Promise<T> {
    const startedAt = this.#now().getTime();
    try {
      if (this.#spentMs >= this.#milliseconds) throw new Error('the time for these calls is used up');
      return await call({ withinMs: this.#milliseconds - this.#spentMs });
    } finally {
      this.#spentMs += this.#now().getTime() - startedAt;
    }
  }
}
