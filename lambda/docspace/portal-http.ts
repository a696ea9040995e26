import * as z from 'zod/mini';
import {
  DeadlineError,
  HttpError,
  NetworkError,
  RateLimitedError,
  ResponseSchemaError,
  TimeoutError,
} from './errors.ts';
import type { AnswerShape } from './explain-status.ts';
import { instantOf, jsonOf, readBody, tokensLeft, waitFromHeaders } from './portal-answer.ts';
import type { Deadline } from './run.ts';

/**
 * The service answers 500 to a call without an agent, and to agents that look like a browser's. Name and version are
 * those of package.json, which the bundle leaves out.
 */
const USER_AGENT = 'docspace-oauth2-kill-switch/0.1.0';

export type PortalCall = {
  /** How the call is named in errors and logs, for example `read client`. */
  operation: string;
  method: 'GET' | 'PATCH' | 'PUT';
  /** Below `/api/2.0/`. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, boolean>>;
};

export type PortalAnswer = {
  status: number;
  headers: Headers;
  /** Without what a top-level `logo` holds. */
  text: string;
  /** Calls left in the rate limit's bucket, if the answer says so. */
  tokensLeft: number | undefined;
  /** Portal clock minus ours, in ms, if the answer has a usable Date. */
  skewMs: number | undefined;
  /** The portal's clock when it answered, in whole seconds, if the answer has a usable Date. */
  date: Date | undefined;
};

export type PortalHttp = (call: PortalCall, deadline: Deadline) => Promise<PortalAnswer>;

/** The identity service always says what is wrong; a web framework's own problem document has a title only. */
const ProblemSchema = z.object({ detail: z.string().check(z.regex(/\S/)) });

const shapeOf = (text: string, contentType: string | null): AnswerShape => {
  if (text.trim() === '') return 'empty';
  const type = contentType?.toLowerCase() ?? '';
  if (type.includes('problem+json') && ProblemSchema.safeParse(jsonOf({ text })).success) return 'problem';
  if (type.includes('json')) return 'json';
  return type.includes('html') ? 'html' : 'other';
};

/** Of an error's body only its shape counts: one that is too long must not hide the status. */
const readErrorBody = async (response: Response, operation: string): Promise<string> => {
  try {
    return await readBody(response.body ?? [], operation);
  } catch (error) {
    if (error instanceof ResponseSchemaError) return 'too long';
    throw error;
  }
};

/** The form of a code. A message shows the code, so a text of any other form is not shown. */
const CODE = /^[A-Z0-9_]{1,60}$/;

/** The innermost code, such as ECONNREFUSED or CERT_HAS_EXPIRED: fetch wraps it in a plain "fetch failed". */
const causeCode = (error: unknown): string => {
  let code = 'no connection';
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && CODE.test(cause.code)) code = cause.code;
  }
  return code;
};

/**
 * One HTTP exchange with the portal: built-in fetch, keep-alive, no cookies (a cookie beats the signature
 * header on the real service), no redirects, a cap on the body, and never longer than the call's or the run's time.
 *
 * @returns the answer of a status 200–299
 * @throws HttpError, RateLimitedError, NetworkError, TimeoutError, DeadlineError, ResponseSchemaError
 */
export const createPortalHttp =
  ({
    portal,
    fetch,
    now,
    callTimeoutMs,
    onRateLimit,
  }: {
    portal: string;
    fetch: typeof globalThis.fetch;
    now: () => Date;
    callTimeoutMs: number;
    onRateLimit?: () => void;
  }): PortalHttp =>
  async ({ operation, method, path, headers, body }, deadline) => {
    const milliseconds = Math.min(callTimeoutMs, deadline.remaining());
    if (milliseconds <= 0) throw new DeadlineError(operation);
    const signal = AbortSignal.timeout(milliseconds);
    try {
      const response = await fetch(`${portal}/api/2.0/${path}`, {
        method,
        redirect: 'manual',
        credentials: 'omit',
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': USER_AGENT,
          // A proxy's copy of a client may show an old state.
          ...(method === 'GET' ? { 'cache-control': 'no-cache' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await (response.ok
        ? readBody(response.body ?? [], operation)
        : readErrorBody(response, operation));
      const date = instantOf(response.headers.get('date') ?? '');
      const left = tokensLeft(response.headers);
      if (response.status === 429) onRateLimit?.();
      if (response.status === 429) throw new RateLimitedError(operation, waitFromHeaders(response.headers));
      if (!response.ok) {
        throw new HttpError({
          operation,
          status: response.status,
          shape: shapeOf(text, response.headers.get('content-type')),
          counted: left !== undefined,
          credential: 'x-signature' in headers ? 'signature' : 'key',
        });
      }
      return {
        status: response.status,
        headers: response.headers,
        text,
        tokensLeft: left,
        skewMs: date === undefined ? undefined : date.getTime() - now().getTime(),
        date,
      };
    } catch (error) {
      if (
        error instanceof HttpError ||
        error instanceof RateLimitedError ||
        error instanceof ResponseSchemaError
      ) {
        throw error;
      }
      if (signal.aborted) throw new TimeoutError(operation, milliseconds);
      throw new NetworkError(operation, causeCode(error));
    }
  };
