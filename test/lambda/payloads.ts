import * as fc from 'fast-check';
import { rawAlert } from '../alerts.ts';

export const PROTECTED_ID = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';
export const KNOWN_IDS = [
  'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90',
  '1d0c2b3a-7f6e-4d5c-8b9a-0f1e2d3c4b5a',
] as const;

/** Ids of clients, known or not, protected or not, in any spelling that the door takes. */
export const clientIds = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...KNOWN_IDS, PROTECTED_ID) }, fc.uuid()),
    fc.nat(2),
  )
  .map(([id, spelling]) => [id, id.toUpperCase(), ` ${id}\n`][spelling] ?? id);

/** Any characters at all, control and bidirectional ones among them. */
export const texts = fc.string({ unit: 'binary', maxLength: 300 });

const details = fc.record(
  {
    clientId: clientIds,
    severity: fc.constantFrom('high', 'CRITICAL', 'low', null),
    reason: texts,
    dryRun: fc.boolean(),
  },
  { requiredKeys: ['clientId'], noNullPrototype: true },
);

const manual = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ clientId: clientIds, reason: texts }, { noNullPrototype: true }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        action: fc.constant('enable'),
        clientId: clientIds,
        reason: texts,
        acceptUnrotatedSecret: fc.constantFrom(true, true, false),
      },
      { noNullPrototype: true },
    ),
  },
  fc.record({ action: fc.constantFrom('status', 'check'), clientId: clientIds }, { noNullPrototype: true }),
  fc.record({ action: fc.constant('reset-breaker'), reason: texts }, { noNullPrototype: true }),
  fc.constantFrom<Record<string, unknown>[]>(
    { action: 'check' },
    { action: 'list' },
    { schedule: 'check' },
    { schedule: 'watch' },
  ),
);

/** At most one field of what is right is replaced or added, by whatever. */
const broken = (right: fc.Arbitrary<Record<string, unknown>>, keys: readonly string[]) =>
  fc
    .tuple(
      right,
      fc.option(fc.tuple(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.anything()), { freq: 1 }),
    )
    .map(([object, change]) => (change === null ? object : { ...object, [change[0]]: change[1] }));

const DETAIL_KEYS = [
  'clientId',
  'client_id',
  'action',
  'severity',
  'reason',
  'detectedAt',
  'portal',
  'dryRun',
];
const ENVELOPE_KEYS = ['id', 'source', 'detail-type', 'time', 'detail', 'action', 'clientId', 'replay-name'];
const MANUAL_KEYS = [
  'action',
  'schedule',
  'clientId',
  'reason',
  'dryRun',
  'operator',
  'source',
  'detail',
  'acceptUnrotatedSecret',
];

const alerts = broken(
  broken(details, DETAIL_KEYS).map((detail) => ({ ...rawAlert(undefined), detail })),
  ENVELOPE_KEYS,
);
const single = fc.oneof(alerts, broken(manual, MANUAL_KEYS));

/** Payloads around the accepted shapes as JSON brings them, and some that have nothing to do with them. */
export const payloads = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(single, fc.array(single, { maxLength: 3 })).map(asJson) },
  fc.anything(),
);

function asJson(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload));
}
