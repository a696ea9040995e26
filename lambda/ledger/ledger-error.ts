import { KillSwitchError } from '../contract/kill-switch-error.ts';

/** AWS's own name of a fault, such as ResourceNotFoundException: never its message, which names accounts. */
export const kindOf = (cause: unknown): string =>
  cause instanceof Error && /^\w{1,60}$/.test(cause.name) && cause.name !== 'Error' ? ` (${cause.name})` : '';

/** The ledger did not answer, and without it nothing can be reported, or nothing may be done. */
export class LedgerError extends KillSwitchError {
  override readonly name = 'LedgerError' as const;
  readonly retryable = true;

  constructor(options?: ErrorOptions) {
    super(`the ledger does not answer${kindOf(options?.cause)}`, options);
  }
}

/** All slots of the circuit breaker are taken, by disables of which too few are accepted to hold this client. */
export class BreakerFullError extends KillSwitchError {
  override readonly name = 'BreakerFullError' as const;
  readonly retryable = true;

  constructor(limit: number) {
    super(
      `all ${limit} slots of the circuit breaker are taken, some by disables that the portal has not accepted, or the portal did not show this client`,
    );
  }
}

/** A person must decide about the client, but the portal has not shown it, so that nobody can. */
export class NotHeldError extends KillSwitchError {
  override readonly name = 'NotHeldError' as const;
  readonly retryable = true;

  constructor() {
    super('the portal did not show this client, so it could not be held for a person');
  }
}

/** While a restore ran, somebody decided to disable the client: the disable goes before. */
export class SupersededError extends KillSwitchError {
  override readonly name = 'SupersededError' as const;
  readonly retryable = false;

  constructor() {
    super('somebody decided to disable the client while it was being enabled; the disable goes before');
  }
}
