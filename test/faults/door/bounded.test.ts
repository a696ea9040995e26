import { describe, expect, test } from 'vitest';
import { rawAlert } from '../../alerts.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { notification, sqsRecords } from '../../wrapped.ts';
import { openDoor } from './counted-door.ts';
import { LOOK_ALIKES, nested } from './hostile.ts';

const ID = 'c2a7f1de-5a0b-4c1e-9d8f-3b6e5a4d7c90';

const TEXTS = [
  'reason',
  'title',
  'description',
  'type',
  'detector',
  'alertId',
  'portal',
  'detectedAt',
  'severity',
];

/** Every place of an alert or a request where a sender can put whatever it likes. */
const placesFor = (value: unknown): [string, unknown][] => [
  ['the payload', value],
  ['an event in an array', [value]],
  ['detail', { ...rawAlert(ID), detail: value }],
  ...['id', 'source', 'detail-type', 'time', 'replay-name', 'account', 'resources', 'action', 'unknown'].map(
    (key): [string, unknown] => [key, { ...rawAlert(ID), [key]: value }],
  ),
  ...[...TEXTS, 'clientId', 'client_id', 'dryRun', 'unknown'].map((key): [string, unknown] => [
    `detail.${key}`,
    { ...rawAlert(ID), detail: { clientId: ID, [key]: value } },
  ]),
  ...[
    'action',
    'clientId',
    'reason',
    'operator',
    'dryRun',
    'acceptUnrotatedSecret',
    'rotateSecret',
    'unknown',
  ].map((key): [string, unknown] => [`by hand: ${key}`, { clientId: ID, reason: 'r', [key]: value }]),
  ['schedule', { schedule: value }],
  ...(['asff-imported', 'ocsf-imported'] as const).flatMap((name) =>
    [
      'Id',
      'Title',
      'Severity',
      'LastObservedAt',
      'Workflow',
      'RecordState',
      'ProductFields',
      'UserDefinedFields',
      'Resources',
      'metadata',
      'class_uid',
      'severity_id',
      'status_id',
      'finding_info',
      'time',
      'resources',
      'unmapped',
    ].map((key): [string, unknown] => [
      `${name}: ${key}`,
      withFindings(findingEvent(name, { clientId: ID }), { [key]: value }),
    ]),
  ),
  ['clientIds', { ...rawAlert(ID), detail: { clientIds: value } }],
  ['Records', { Records: value }],
  ...['Message', 'MessageId', 'TopicArn'].map((key): [string, unknown] => [
    `a record of SNS: ${key}`,
    { Records: [{ Sns: { ...notification(rawAlert(ID)), [key]: value } }] },
  ]),
  ...['body', 'messageId', 'eventSourceARN'].map((key): [string, unknown] => [
    `a record of SQS: ${key}`,
    sqsRecords(rawAlert(ID)).map((record) => ({ ...record, [key]: value })),
  ]),
  ['findings', { ...findingEvent('asff-imported'), detail: { findings: value } }],
];

const expectBounded = async (payload: unknown): Promise<void> => {
  const before = process.cpuUsage();
  const { work, results, published, logged } = await openDoor(payload, true);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThanOrEqual(MAX_MICROSECONDS);
  // A finding that names no client is not for us.
  expect(results.length).toBeLessThanOrEqual(1);
  expect(work.portal).toBeLessThanOrEqual(12);
  expect(work.ledger).toBeLessThanOrEqual(24);
  for (const text of [...published, ...logged]) expect(text.length).toBeLessThan(64 * 1024);
};

/** Processor time of ordinary events in this run; compiling and collecting garbage are in the floor. */
const usualMicroseconds = async (): Promise<number> => {
  const spent: number[] = [];
  for (const payload of Array.from({ length: 40 }, () => [
    rawAlert(ID),
    findingEvent('asff-imported', { clientId: ID }),
    findingEvent('ocsf-imported', { clientId: ID }),
  ]).flat()) {
    const before = process.cpuUsage();
    await openDoor(payload, true);
    const { user, system } = process.cpuUsage(before);
    spent.push(user + system);
  }
  return spent.sort((a, b) => a - b)[spent.length / 2] ?? 0;
};

const FLOOR_MICROSECONDS = 500_000;

const MAX_MICROSECONDS = FLOOR_MICROSECONDS + 200 * (await usualMicroseconds());

/** From small to large, so that what grows too fast is found out while a test can still end. */
const SIZES = [28, 3_000, 100_000, 1_000_000];

/** Levels and keys: a megabyte of JSON has no more. */
const fewer = (size: number): number => Math.min(size, 100_000);

describe.each<[string, (size: number) => unknown]>([
  ['arrays a hundred thousand deep', (size) => nested(fewer(size), 'array')],
  ['objects a hundred thousand deep', (size) => nested(fewer(size), 'object')],
  ['a megabyte of letters', (size) => 'x'.repeat(size)],
  ['a megabyte of letters before a mark', (size) => `${'x'.repeat(size)}!`],
  ['a megabyte of blanks before a letter', (size) => `${' '.repeat(size)}x`],
  ['a megabyte of control characters', (size) => '\u0000'.repeat(size)],
  ['a megabyte of halves of characters', (size) => '\ud800'.repeat(size)],
  ['a megabyte of dashes', (size) => '-'.repeat(size)],
  ['a time with a megabyte of digits', (size) => `2026-01-31T02:59:58.${'9'.repeat(size)}`],
  ['an address with a megabyte of dots', (size) => `https://${'a.'.repeat(size / 2)}`],
  [
    'a hundred thousand keys',
    (size) => Object.fromEntries(Array.from({ length: fewer(size) }, (_, n) => [`k${n}`, n])),
  ],
])('%s', (_name, make) => {
  const payloads = SIZES.map((size) => new Map(placesFor(make(size))));
  const places = [...(payloads[0]?.keys() ?? [])];
  test.each(places.map((place) => ({ place })))(
    'as $place cost no more than any event',
    async ({ place }) => {
      for (const bySize of payloads) await expectBounded(bySize.get(place));
    },
  );
});

/** Counts how often somebody looks at anything in an object. */
const watched = <T extends object>(target: T) => {
  const seen = { looks: 0 };
  const look =
    <A extends unknown[], R>(make: (...call: A) => R) =>
    (...call: A): R => {
      seen.looks += 1;
      return make(...call);
    };
  const proxy = new Proxy(target, {
    get: look(Reflect.get),
    has: look(Reflect.has),
    ownKeys: look(Reflect.ownKeys),
    getOwnPropertyDescriptor: look(Reflect.getOwnPropertyDescriptor),
  });
  return { proxy, seen };
};

test.each<[string, unknown]>([
  [
    'fields of a product',
    withFindings(findingEvent('asff-imported'), {
      ProductFields: Object.fromEntries(
        Array.from({ length: 5_000 }, (_, n) => [`p${n}/docspaceOAuth2ClientId`, 'x']),
      ),
    }),
  ],
  [
    'resources of one kind',
    withFindings(findingEvent('asff-imported'), {
      Resources: Array.from({ length: 5_000 }, () => ({
        Type: 'Other',
        Details: { Other: { docspaceOAuth2ClientId: 'x' } },
      })),
    }),
  ],
  [
    'resources of another',
    withFindings(findingEvent('ocsf-imported'), {
      resources: Array.from({ length: 5_000 }, () => ({ type: 'docspaceOAuth2ClientId', uid: 'x' })),
    }),
  ],
])('five thousand %s that name no client rightly are reported in a short result', async (_name, payload) => {
  const { results, work } = await openDoor(payload, true);
  expect(results).toMatchObject([{ outcome: 'invalid' }]);
  expect(work.portal).toBe(0);
  await expectBounded(payload);
});

test('an array of too many events is turned away unread', async () => {
  const { proxy, seen } = watched(Array.from({ length: 1_000_000 }, () => rawAlert(ID)));
  const { results, work } = await openDoor(proxy, true);
  expect(results).toMatchObject([{ outcome: 'invalid' }]);
  expect([work.portal, seen.looks < 10]).toEqual([0, true]);
});

test.each([
  ['an alert', (fields: object) => ({ ...rawAlert(ID), detail: fields })],
  ['a request by hand', (fields: object) => fields],
])('the unknown fields of %s are looked at a few times each, no more', async (_name, wrap) => {
  const looksAt = async (count: number): Promise<number> => {
    const unknown = Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
    const { proxy, seen } = watched({ clientId: ID, reason: 'r', ...unknown });
    await openDoor(wrap(proxy), true);
    return seen.looks;
  };
  const [few, many] = [await looksAt(1_000), await looksAt(10_000)];
  expect(many).toBeLessThan(few * 11);
  expect(many).toBeLessThan(10_000 * 8);
});

test.each(LOOK_ALIKES.map((id) => ({ id })))('$id is no client, for nobody', async ({ id }) => {
  const payloads = [
    rawAlert(id),
    { ...rawAlert(undefined), detail: { client_id: id } },
    { clientId: id, reason: 'r' },
    { action: 'enable', clientId: id, reason: 'r', acceptUnrotatedSecret: true },
    { action: 'rotate', clientId: id, reason: 'r' },
    { action: 'status', clientId: id },
  ];
  for (const payload of payloads) {
    const { results, work } = await openDoor(payload, true);
    expect(results).toMatchObject([{ outcome: 'invalid', client: null }]);
    expect(work.portal).toBe(0);
  }
});

test.each(['__proto__', 'constructor', 'prototype', 'toString'])(
  'a key %s changes nothing for anybody else',
  async (key) => {
    const poison = `{"${key}": {"action": "enable", "clientId": "${ID}", "polluted": true}}`;
    const texts = [
      poison,
      `{"clientId": "${ID}", "reason": "r", "${key}": {"dryRun": true}}`,
      JSON.stringify({ ...rawAlert(ID), detail: 0 }).replace('"detail":0', `"detail":${poison}`),
    ];
    for (const text of texts) {
      const { writes } = await openDoor(JSON.parse(text), true);
      expect(writes.filter(({ enabled }) => enabled)).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect('polluted' in {}).toBe(false);
    }
  },
);
