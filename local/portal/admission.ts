import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, emptyAnswer, problemAnswer, withHeaders } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { SignatureClaims, Signatures } from './signature.ts';

/** What an operation asks of a request before its own rules. */
export type Demand = {
  consumesJson?: boolean;
  /** The methods of the path, when the request's method is not one of them. */
  allow?: string;
  /** Guests pass too. */
  anyRole?: boolean;
};

type Admission =
  | { admitted: true; claims: SignatureClaims; rateHeaders: Answer['headers'] }
  | { admitted: false; answer: Answer };

export type Admit = (exchange: Exchange, demand?: Demand) => Promise<Admission>;

const refuse = (answer: Answer): Admission => ({ admitted: false, answer });

// Case matters: a capitalised browser name passes on the real service.
const refusedAgents = ['opr', 'chrome', 'firefox', 'msie', 'opera'];

const isRefusedAgent = (agent: string | undefined): boolean =>
  agent === undefined || agent === '' || refusedAgents.some((part) => agent.includes(part));

const sessionCookie = { 'set-cookie': 'JSESSIONID=5E55100000000000000000000000A11A; Path=/; HttpOnly' };

/** A cookie overrides the header, so a caller must never keep cookies. */
const signatureOf = ({ cookie, 'x-signature': header }: IncomingHttpHeaders): string | undefined => {
  const fromCookie = cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith('x-signature='))
    ?.slice('x-signature='.length);
  return fromCookie ?? (typeof header === 'string' && header !== '' ? header : undefined);
};

const mediaType = (value: string): string => (value.split(';')[0] ?? '').trim().toLowerCase();

const acceptsJson = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept
    .split(',')
    .some(
      (range) =>
        ['*/*', 'application/*', 'application/json'].includes(mediaType(range)) &&
        !/;\s*q=0(\.0*)?\s*$/.test(range),
    );

export const somethingWentWrong = (instance: string, headers: Answer['headers'] = {}): Answer =>
  problemAnswer({
    status: 500,
    title: 'Internal Server Error',
    detail: 'Something went wrong',
    instance,
    headers,
  });

/**
 * The gate before every client operation: agent, signature, method and content type, rate limit, role.
 * A refused signature costs no call and shows no rate header; everything after it counts.
 */
export const createAdmission =
  (signatures: Signatures, limiter: RateLimiter): Admit =>
  async ({ headers, method, now, path }, { allow, anyRole = false, consumesJson = false } = {}) => {
    if (isRefusedAgent(headers['user-agent'])) return refuse(somethingWentWrong(path));

    const signature = signatureOf(headers);
    if (signature === undefined) {
      return refuse(emptyAnswer(403, { ...limiter.take('anonymous', method).headers, ...sessionCookie }));
    }
    const claims = await signatures.verify(signature, now);
    if (claims === undefined) return refuse(emptyAnswer(403));

    const rate = limiter.take(claims.user_id, method);
    const forbidden = emptyAnswer(403, { ...rate.headers, ...sessionCookie });
    if (allow !== undefined) return refuse(withHeaders(forbidden, { allow }));
    const wrongType = consumesJson && mediaType(headers['content-type'] ?? '') !== 'application/json';
    if (wrongType || !acceptsJson(headers.accept)) {
      return refuse(withHeaders(forbidden, { accept: 'application/json' }));
    }
    if (!rate.allowed) {
      return refuse(emptyAnswer(429, { ...rate.headers, 'content-type': 'application/json' }));
    }
    if (claims.is_guest && !anyRole) {
      const title = 'Forbidden';
      const problem = { status: 403, title, detail: 'Access denied', instance: path, headers: rate.headers };
      return refuse(problemAnswer(problem));
    }
    return { admitted: true, claims, rateHeaders: rate.headers };
  };
