import type { Fault } from '../../../local/portal/fault.ts';
import { FAULTS, type FaultName } from '../../lambda/faults/faults-by-name.ts';
import { PLACES, type Place, type PlaceName } from '../../lambda/faults/strike.ts';
import type { Diversion } from '../world/diversion.ts';
import type { Cell } from './fault.ts';

/** Addresses at which nobody answers as a portal would. */
export type Elsewhere = {
  /** Nobody listens there. */
  refusing: string;
  /** Shows a certificate that nobody trusts. */
  untrusted: string;
  /** Answers everything, and must never be asked. */
  foreign: string;
};

/** Faults of the portal by the name that the table shows. */
const BY_NAME: Readonly<Record<string, FaultName>> = {
  late: 'latency',
  'reset before effect': 'reset-before',
  'reset after effect': 'reset-after',
  'time-out': 'hang',
  'time-out and effect later': 'late-write',
  'slow body': 'slow-body',
  'huge body': 'huge-body',
  'JSON cut short': 'truncated-json',
  'connection cut in the body': 'truncated-abruptly',
  'HTML 502': 'html-502',
  '500 before effect': 'status-500',
  '500 after effect': 'status-500-after',
  'database locked': 'database-locked',
  'status 400': 'status-400',
  'status 401': 'status-401',
  'status 402': 'status-402',
  '403 empty': 'empty-403',
  '403 problem': 'problem-403',
  '404 empty': 'empty-404',
  '404 problem': 'problem-404',
  '429 in ns': '429-nanoseconds',
  '429 in s': '429-seconds',
  '429 without header': '429-untold',
  '429 for years': '429-for-years',
  '429 burst': 'burst-429',
  'wrong content type': 'wrong-content-type',
  'clock 10 min fast': 'ten-minutes-fast',
  'clock 10 min slow': 'ten-minutes-slow',
  cookie: 'set-cookie',
};

const MORE: Readonly<Record<string, Fault>> = {
  '200 without effect': { kind: 'status', status: 200 },
  'sign-in page': {
    kind: 'status',
    status: 200,
    contentType: 'text/html',
    body: '<!doctype html><p>Sign in',
  },
  '200 of another program': {
    kind: 'status',
    status: 200,
    contentType: 'application/json',
    body: '{"ok":true}',
  },
  'redirect within the portal': { kind: 'redirect', location: '/api/2.0/clients/another' },
};

/** More than any run has: 600 s, of which it keeps 10 s back. */
const WHOLE_TIME_MS = 595_000;

const diversions = ({ refusing, untrusted }: Elsewhere): Readonly<Record<string, Diversion>> => ({
  'connection refused': { to: refusing },
  // Longer than a name may be: no resolver asks the network about it.
  'DNS failure': { to: `http://${'a'.repeat(64)}.invalid` },
  'TLS failure': { to: untrusted },
  'deadline reached': { clockJumpsByMs: WHOLE_TIME_MS },
});

type Where = { step: string; strikes: Cell['strikes']; place: Place };

/** Every fault of the portal, or on the way to it, at that place. */
const faultsAt = ({ step, strikes, place }: Where, elsewhere: Elsewhere): Cell[] => {
  const { on, ...options } = place;
  const cell = { step, strikes };
  const redirect: Fault = { kind: 'redirect', location: `${elsewhere.foreign}/api/2.0/clients` };
  const faults: Readonly<Record<string, Fault>> = { ...MORE, 'redirect to another host': redirect };
  return [
    ...Object.entries(BY_NAME).map(([name, fault]) => ({
      ...cell,
      name,
      arm: ({ portal }: Parameters<Cell['arm']>[0]) => portal.faults.set(on, FAULTS[fault], options),
    })),
    ...Object.entries(faults).map(([name, fault]) => ({
      ...cell,
      name,
      arm: ({ portal }: Parameters<Cell['arm']>[0]) => portal.faults.set(on, fault, options),
    })),
    ...Object.entries(diversions(elsewhere)).map(([name, diversion]) => ({
      ...cell,
      name,
      arm: ({ divert }: Parameters<Cell['arm']>[0]) => divert(place, diversion),
    })),
  ];
};

const DISABLE_STEPS: readonly [string, Cell['strikes'], PlaceName][] = [
  ['token', 'once', 'the first token exchange'],
  ['token', 'to the end', 'every token exchange'],
  ['read', 'once', 'the first read'],
  ['read', 'to the end', 'every read'],
  ['PATCH', 'once', 'the first write'],
  ['PATCH', 'to the end', 'every write'],
  ['second PATCH', 'once', 'the second write'],
  ['read-back', 'once', 'the read-back'],
  ['read-back', 'to the end', 'every read-back'],
  ['every call', 'to the end', 'every call'],
];

/** All faults of the portal at all steps of a disable. */
export const disableCells = (elsewhere: Elsewhere): Cell[] =>
  DISABLE_STEPS.flatMap(([step, strikes, place]) =>
    faultsAt({ step, strikes, place: PLACES[place] }, elsewhere),
  );

const ENABLE_STEPS: readonly Where[] = [
  { step: 'read', strikes: 'to the end', place: { on: 'read' } },
  { step: 'PATCH on', strikes: 'once', place: { on: 'activate', times: 1 } },
  { step: 'PATCH on', strikes: 'to the end', place: { on: 'activate' } },
  { step: 'read-back', strikes: 'once', place: { on: 'read', skip: 1, times: 1 } },
  { step: 'read-back', strikes: 'to the end', place: { on: 'read', skip: 1 } },
];

/** All faults of the portal at the steps of an enable. */
export const enableCells = (elsewhere: Elsewhere): Cell[] =>
  ENABLE_STEPS.flatMap((where) => faultsAt(where, elsewhere));
