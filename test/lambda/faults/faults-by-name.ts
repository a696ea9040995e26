import type { Fault } from '../../../local/portal/fault.ts';

const problem = { body: '{"detail":"uma@one.example"}', contentType: 'application/problem+json' };

/** What a portal, its gateway and the network in between can do to a call. */
export const FAULTS = {
  latency: { kind: 'latency', ms: 20 },
  'reset-before': { kind: 'reset-before' },
  'reset-after': { kind: 'reset-after' },
  'status-500': { kind: 'status', status: 500 },
  'status-500-after': { kind: 'status-after', status: 500 },
  'html-502': { kind: 'html-502' },
  'slow-body': { kind: 'slow-body', ms: 60_000 },
  'huge-body': { kind: 'huge-body', bytes: 5_000_000 },
  'truncated-json': { kind: 'truncated-json' },
  'truncated-abruptly': { kind: 'truncated-json', abrupt: true },
  hang: { kind: 'hang' },
  'late-write': { kind: 'late-write', ms: Number.POSITIVE_INFINITY },
  redirect: { kind: 'redirect', location: 'http://127.0.0.1:9/' },
  'wrong-content-type': { kind: 'wrong-content-type' },
  'ten-minutes-fast': { kind: 'date-skew', ms: 600_000 },
  'ten-minutes-slow': { kind: 'date-skew', ms: -600_000 },
  'empty-403': { kind: 'empty-403' },
  '429-nanoseconds': { kind: '429' },
  '429-seconds': { kind: '429', resetNanoseconds: 4 },
  '429-untold': { kind: '429', resetNanoseconds: null },
  '429-for-years': { kind: '429', resetNanoseconds: 9e17 },
  'burst-429': { kind: 'burst-429' },
  'database-locked': { kind: 'database-locked' },
  'set-cookie': { kind: 'set-cookie' },
  'status-400': { kind: 'status', status: 400, ...problem },
  'status-401': { kind: 'status', status: 401 },
  'status-402': { kind: 'status', status: 402 },
  'problem-403': { kind: 'status', status: 403, ...problem },
  'empty-404': { kind: 'status', status: 404 },
  'problem-404': { kind: 'status', status: 404, ...problem },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
