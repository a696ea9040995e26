import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, emptyAnswer, htmlAnswer, problemAnswer, withHeaders } from './answer.ts';
import type { Fault } from './fault.ts';
import type { Faults } from './faults.ts';

/** What reaches the wire. */
export type Delivery =
  | { kind: 'plain'; answer: Answer }
  | { kind: 'huge-body'; answer: Answer; bytes: number }
  | { kind: 'slow-body'; answer: Answer; ms: number }
  | { kind: 'cut'; answer: Answer; abrupt: boolean }
  | { kind: 'reset' }
  | { kind: 'silence' };

type Kind = Fault['kind'];
type InsteadFault = Extract<
  Fault,
  {
    kind: Extract<
      Kind,
      | 'status'
      | 'status-after'
      | 'html-502'
      | 'redirect'
      | 'empty-403'
      | '429'
      | 'burst-429'
      | 'database-locked'
    >;
  }
>;

const example429Nanoseconds = 3_386_000_000;

const problem = (status: number, title: string, detail: string): Answer =>
  problemAnswer({ status, title, detail, instance: '/api/2.0/clients' });

/** The answer that takes the real one's place. */
const instead = (fault: InsteadFault): Answer => {
  switch (fault.kind) {
    case 'status':
    case 'status-after': {
      const type: Answer['headers'] =
        fault.contentType === undefined ? {} : { 'content-type': fault.contentType };
      return { status: fault.status, headers: { ...type, ...fault.headers }, body: fault.body ?? '' };
    }
    case 'html-502':
      return htmlAnswer(502, '502 Bad Gateway');
    case 'redirect':
      return emptyAnswer(302, { location: fault.location });
    case 'empty-403':
      return emptyAnswer(403);
    case '429': {
      const { resetNanoseconds = example429Nanoseconds } = fault;
      const reset: Answer['headers'] =
        resetNanoseconds === null ? {} : { 'x-ratelimit-reset': String(resetNanoseconds) };
      return emptyAnswer(429, { 'content-type': 'application/json', 'x-ratelimit-remaining': '0', ...reset });
    }
    case 'burst-429':
      return problem(429, 'Too Many Requests', 'Too many requests. Please try again later.');
    case 'database-locked':
      return problem(500, 'Internal Server Error', 'A database error occurred');
    default:
      return fault satisfies never;
  }
};

const plain = (answer: Answer): Delivery => ({ kind: 'plain', answer });

/** Runs the operation or not, as the fault says. */
export const applyFault = async (
  fault: Fault | undefined,
  operate: () => Promise<Answer>,
  defer: Faults['defer'],
): Promise<Delivery> => {
  if (fault === undefined) return plain(await operate());
  switch (fault.kind) {
    case 'latency':
      await sleep(fault.ms);
      return plain(await operate());
    case 'reset-before':
      return { kind: 'reset' };
    case 'reset-after':
      await operate();
      return { kind: 'reset' };
    case 'status-after':
      await operate();
      return plain(instead(fault));
    case 'slow-body':
      return { kind: 'slow-body', answer: await operate(), ms: fault.ms };
    case 'huge-body':
      return { kind: 'huge-body', answer: await operate(), bytes: fault.bytes };
    case 'truncated-json':
      return { kind: 'cut', answer: await operate(), abrupt: fault.abrupt ?? false };
    case 'hang':
      return { kind: 'silence' };
    case 'late-write':
      defer(operate, fault.ms);
      return { kind: 'silence' };
    case 'wrong-content-type':
      return plain(withHeaders(await operate(), { 'content-type': fault.contentType ?? 'text/html' }));
    case 'set-cookie':
      return plain(
        withHeaders(await operate(), { 'set-cookie': fault.cookie ?? 'x-signature=kept; Path=/' }),
      );
    case 'date-skew':
      // The clock is already wrong in the exchange; nothing is left to do here.
      return plain(await operate());
    default:
      return plain(instead(fault));
  }
};
