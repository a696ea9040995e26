import { KillSwitchError } from '../contract/kill-switch-error.ts';
import { connectionFailure } from './connection-failure.ts';
import { type AnswerShape, explain, type RefusedAnswer } from './explain-status.ts';

/** A call to the portal that was not answered as expected. */
export abstract class DocSpaceError extends KillSwitchError {}

/** The portal answered with a status outside 200–299. */
export class HttpError extends DocSpaceError {
  override readonly name = 'HttpError' as const;
  readonly operation: string;
  readonly status: number;
  readonly shape: AnswerShape;
  /** Whether the service's rate limiter saw the call; it does not see one whose signature is refused. */
  readonly counted: boolean;

  constructor(answer: RefusedAnswer) {
    super(`${answer.operation}: ${explain(answer)}`);
    this.operation = answer.operation;
    this.status = answer.status;
    this.shape = answer.shape;
    this.counted = answer.counted;
  }

  get retryable(): boolean {
    return this.status >= 500;
  }
}

/** Whether what answers has no token exchange: it is no portal, a suspended one, or one of the published sample. */
export const isNoTokenExchange = (error: unknown): boolean =>
  error instanceof HttpError && error.operation === 'token exchange' && error.status === 404;

/** The limit is reached: `waitMs` until the next call may pass, if the portal said so. */
export class RateLimitedError extends DocSpaceError {
  override readonly name = 'RateLimitedError' as const;
  readonly retryable = true;
  readonly operation: string;
  readonly waitMs: number | undefined;

  constructor(operation: string, waitMs: number | undefined) {
    super(`${operation}: the portal's rate limit is reached (429)`);
    this.operation = operation;
    this.waitMs = waitMs;
  }
}

/** No answer: connection refused or reset, unknown host, or TLS failed. If the call has `left`, a write may have taken effect. */
export class NetworkError extends DocSpaceError {
  override readonly name = 'NetworkError' as const;
  readonly retryable = true;
  readonly operation: string;
  readonly left: boolean;

  constructor(operation: string, code: string) {
    const { problem, left } = connectionFailure(code);
    super(`${operation}: no answer from the portal (${code}): ${problem}`);
    this.operation = operation;
    this.left = left;
  }
}

/** No complete answer in time. A write may still take effect later. */
export class TimeoutError extends DocSpaceError {
  override readonly name = 'TimeoutError' as const;
  readonly retryable = true;
  readonly operation: string;

  constructor(operation: string, milliseconds: number) {
    super(`${operation}: no complete answer within ${milliseconds} ms`);
    this.operation = operation;
  }
}

/** The time for the whole run is used up before the next step could be taken. */
export class DeadlineError extends DocSpaceError {
  override readonly name = 'DeadlineError' as const;
  readonly retryable = true;

  constructor(operation: string, options?: ErrorOptions) {
    super(`${operation}: the time for this run is used up`, options);
  }
}

/** While this run waited for the rate limit, another run contained the client; nothing was sent. */
export class ContainedMeanwhileError extends DocSpaceError {
  override readonly name = 'ContainedMeanwhileError' as const;
  readonly retryable = true;

  constructor() {
    super('change activation: another run has disabled the client meanwhile');
  }
}

const NOT_FOUND_DOUBTS = {
  'no-admin':
    "the key's user is not shown to be a DocSpace admin, and anyone else sees only their own clients",
  feed: "the id begins with feed, and the portal's gateway sends such ids to another service",
  'other-tenant': 'the key belongs to another tenant than the clients in the ledger',
  'no-ledger': "the ledger does not answer, so the key's tenant cannot be compared with that of its clients",
} as const;

export type NotFoundDoubt = keyof typeof NOT_FOUND_DOUBTS;

/** The portal does not know the client (404), but this does not prove that the client was deleted. */
export class NotFoundUnprovenError extends DocSpaceError {
  override readonly name = 'NotFoundUnprovenError' as const;
  readonly retryable = true;

  readonly doubt: NotFoundDoubt;

  constructor(doubt: NotFoundDoubt) {
    super(`the portal does not know the client (404), which proves nothing here: ${NOT_FOUND_DOUBTS[doubt]}`);
    this.doubt = doubt;
  }
}

/** The answer arrived but is not what the contract promises: another program, or a changed API. */
export class ResponseSchemaError extends DocSpaceError {
  override readonly name = 'ResponseSchemaError' as const;
  readonly retryable = false;
  readonly operation: string;

  constructor(operation: string, problem: string) {
    super(`${operation}: the answer is not what a DocSpace portal gives: ${problem}`);
    this.operation = operation;
  }
}

/** The portal does not accept the API key. */
export class KeyRefusedError extends DocSpaceError {
  override readonly name = 'KeyRefusedError' as const;
  readonly retryable = false;

  constructor() {
    super(
      'the portal refuses the API key (401): check that the stored key is complete, belongs to this portal, is enabled and has not expired',
    );
  }
}

/** Without a token exchange there is no portal at this address that a `current` or `auto` setting can use. */
export class NotAPortalError extends DocSpaceError {
  override readonly name = 'NotAPortalError' as const;
  readonly retryable = true;

  /** @param refused the status by which a documented write was refused as well */
  constructor(operation: string, refused?: number) {
    const alsoRefused = refused === undefined ? '' : `, and a documented write failed too (${refused})`;
    super(
      `${operation}: suspended portal or not a DocSpace: no token exchange (404)${alsoRefused}; for a portal that speaks the published sample only, set DIALECT to documented`,
    );
  }
}
