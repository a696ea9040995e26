import type { Fault } from '../../../local/portal/fault.ts';
import type { Diversion, Place } from '../stage/diversion.ts';
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

const problem = { body: '{"detail":"uma@one.example"}', contentType: 'application/problem+json' };
const sent = (contentType: string, body: string): Fault => ({
  kind: 'status',
  status: 200,
  contentType,
  body,
});

/** What a portal, its gateway and the network in between can do to a call, by the name that the tables show. */
export const FAULTS = {
  late: { kind: 'latency', ms: 20 },
  'reset before effect': { kind: 'reset-before' },
  'reset after effect': { kind: 'reset-after' },
  'time-out': { kind: 'hang' },
  'time-out and effect later': { kind: 'late-write', ms: Number.POSITIVE_INFINITY },
  'slow body': { kind: 'slow-body', ms: 60_000 },
  'huge body': { kind: 'huge-body', bytes: 5_000_000 },
  'JSON cut short': { kind: 'truncated-json' },
  'connection cut in the body': { kind: 'truncated-json', abrupt: true },
  'HTML 502': { kind: 'html-502' },
  '500 before effect': { kind: 'status', status: 500 },
  '500 after effect': { kind: 'status-after', status: 500 },
  'database locked': { kind: 'database-locked' },
  'status 400': { kind: 'status', status: 400, ...problem },
  'status 401': { kind: 'status', status: 401 },
  'status 402': { kind: 'status', status: 402 },
  '403 empty': { kind: 'empty-403' },
  '403 problem': { kind: 'status', status: 403, ...problem },
  '404 empty': { kind: 'status', status: 404 },
  '404 problem': { kind: 'status', status: 404, ...problem },
  '429 in ns': { kind: '429' },
  '429 in s': { kind: '429', resetNanoseconds: 4 },
  '429 without header': { kind: '429', resetNanoseconds: null },
  '429 for years': { kind: '429', resetNanoseconds: 9e17 },
  '429 burst': { kind: 'burst-429' },
  'wrong content type': { kind: 'wrong-content-type' },
  'clock 10 min fast': { kind: 'date-skew', ms: 600_000 },
  'clock 10 min slow': { kind: 'date-skew', ms: -600_000 },
  cookie: { kind: 'set-cookie' },
  '200 without effect': { kind: 'status', status: 200 },
  'sign-in page': sent('text/html', '<!doctype html><p>Sign in'),
  '200 of another program': sent('application/json', '{"ok":true}'),
  'another client': sent(
    'application/json',
    '{"client_id":"6c7cf17b-1bd3-47d5-94c6-be2d3570e168","tenant":1,"enabled":false}',
  ),
  'redirect within the portal': { kind: 'redirect', location: '/api/2.0/clients/another' },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** More than any run has: 600 s, of which it keeps 10 s back. */
const WHOLE_TIME_MS = 595_000;

const diversions = ({ refusing, untrusted }: Elsewhere): Readonly<Record<string, Diversion>> => ({
  'connection refused': { to: refusing },
  // Longer than a name may be: no resolver asks the network about it.
  'DNS failure': { to: `http://${'a'.repeat(64)}.invalid` },
  'TLS failure': { to: untrusted },
  'deadline reached': { clockJumpsByMs: WHOLE_TIME_MS },
});

/** Where a fault strikes on the way of a disable, and whether once or to the end. */
export const PLACES = {
  'token once': { on: 'token', times: 1 },
  'token to the end': { on: 'token' },
  'read once': { on: 'read', times: 1 },
  'read to the end': { on: 'read' },
  'PATCH once': { on: 'activate', times: 1 },
  'PATCH to the end': { on: 'activate' },
  'second PATCH once': { on: 'activate', skip: 1, times: 1 },
  'read-back once': { on: 'read', skip: 1, times: 1 },
  'read-back to the end': { on: 'read', skip: 1 },
  'every call to the end': { on: 'any' },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;

type Armed = Parameters<Cell['arm']>[0];

/** Every fault of the portal, or on the way to it, at each of these places. */
const cellsAt = (places: Readonly<Record<string, Place>>, elsewhere: Elsewhere): Cell[] =>
  Object.entries(places).flatMap(([named, place]) => {
    const { on, ...options } = place;
    const strikes = named.endsWith(' once') ? ('once' as const) : ('to the end' as const);
    const cell = { step: named.slice(0, -` ${strikes}`.length), strikes };
    const redirect: Fault = { kind: 'redirect', location: `${elsewhere.foreign}/api/2.0/clients` };
    const faults: Readonly<Record<string, Fault>> = { ...FAULTS, 'redirect to another host': redirect };
    return [
      ...Object.entries(faults).map(([name, fault]) => ({
        ...cell,
        name,
        arm: ({ portal }: Armed) => portal.faults.set(on, fault, options),
      })),
      ...Object.entries(diversions(elsewhere)).map(([name, diversion]) => ({
        ...cell,
        name,
        arm: ({ divert }: Armed) => divert(place, diversion),
      })),
    ];
  });

/** All faults of the portal at all steps of a disable. */
export const disableCells = (elsewhere: Elsewhere): Cell[] => cellsAt(PLACES, elsewhere);

const ENABLE_PLACES: Readonly<Record<string, Place>> = {
  'read to the end': PLACES['read to the end'],
  'PATCH on once': PLACES['PATCH once'],
  'PATCH on to the end': PLACES['PATCH to the end'],
  'read-back once': PLACES['read-back once'],
  'read-back to the end': PLACES['read-back to the end'],
};

/** All faults of the portal at the steps of an enable. */
export const enableCells = (elsewhere: Elsewhere): Cell[] => cellsAt(ENABLE_PLACES, elsewhere);

const ROTATE_PLACES: Readonly<Record<string, Place>> = {
  ...PLACES,
  'regenerate once': { on: 'regenerate', times: 1 },
  'regenerate to the end': { on: 'regenerate' },
};

/** All faults of the portal at the steps of a change of the secret. */
export const rotateCells = (elsewhere: Elsewhere): Cell[] => cellsAt(ROTATE_PLACES, elsewhere);

const HOLD_PLACES: Readonly<Record<string, Place>> = {
  'token to the end': PLACES['token to the end'],
  'read once': PLACES['read once'],
  'read to the end': PLACES['read to the end'],
  'every call to the end': PLACES['every call to the end'],
};

/** All faults of the portal at the steps of a hold. */
export const holdCells = (elsewhere: Elsewhere): Cell[] => cellsAt(HOLD_PLACES, elsewhere);

/** All faults of the portal at the steps of a confirming write, which follow those of a hold. */
export const confirmCells = (elsewhere: Elsewhere): Cell[] =>
  cellsAt({ ...HOLD_PLACES, 'PATCH to the end': PLACES['PATCH to the end'] }, elsewhere);
