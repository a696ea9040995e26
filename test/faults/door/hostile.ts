import * as fc from 'fast-check';

/** A value inside so many others. */
export const nested = (depth: number, kind: 'array' | 'object'): unknown => {
  const [open, close] = kind === 'array' ? ['[', ']'] : ['{"a":', '}'];
  return JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
};

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

/** What a careless reader, or a lenient portal, takes for that client's id. */
export const LOOK_ALIKES: readonly unknown[] = [
  `{${ID}}`,
  `urn:uuid:${ID}`,
  ID.replaceAll('-', ''),
  ID.replace('6', '６'),
  ID.replace('c', 'с'),
  ID.replace('-', '–'),
  ID.replace('-', '\u200b-'),
  `\ufeff\u200e${ID}`,
  `${ID}\u0000`,
  `${ID}\u0000.pdf`,
  `${ID}/../${ID}`,
  `..%2f${ID}`,
  `${ID};a`,
  `${ID}?x`,
  `${ID}#`,
  `${ID}%20`,
  `${ID}\r\nx-signature: 1`,
  `${ID} ${ID}`,
  `${ID},${ID}`,
  '6c7cf17b-1bd3-47d5-94c6-be2d3570e16',
  '6c7cf17b-1bd3-47d5-94c6-be2d3570e1680',
  '6c7cf17b-1bd3-47d5-94c6be2d3570e168',
  '0-0-0-0-0',
  '6c7cf17b-1bd3-47d5-94c6-gggggggggggg',
  [ID],
  { id: ID },
  { toString: 'x', length: 36, value: ID },
  6,
  true,
];

const big = fc
  .constantFrom(10_000, 100_000, 1_000_000)
  .chain((length) =>
    fc
      .constantFrom('x', ' ', '\u0000', '🔒', '9', '-', '%00', 'a.')
      .map((text) => text.repeat(length / text.length)),
  );

/** Values that nobody expects. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...LOOK_ALIKES) },
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      null,
      '',
      0,
      -0,
      1e308,
      true,
      [],
      {},
      'true',
      'enable',
      'ENABLE',
      'disable ',
      ['disable'],
      'critical',
      'high\u200b',
      '2026-01-31T02:59:58Z',
      '9999-12-31T23:59:59-23:59',
      '0000-01-01T00:00:00+23:59',
      '2026-02-30T00:00:00Z',
      'https://example.onlyoffice.com',
      'https://example.onlyoffice.com@evil.example',
      'javascript:alert(1)',
      'file:///etc/passwd',
      ID,
      ID.toUpperCase(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(100, 1_000), fc.constantFrom('array' as const, 'object' as const))
      .map(([depth, kind]) => nested(depth, kind)),
  },
);

/** Rare, because each of them is a megabyte to make. */
export const bigValues: fc.Arbitrary<unknown> = big;

export const hostileKeys: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'toJSON',
    'length',
    'Action',
    'ACTION',
    'action ',
    'clientid',
    'client_id',
    'clientId',
    'detail',
    'source',
    'detail-type',
    'schedule',
    'action',
    'dryrun',
    'dryRun',
    'acceptUnrotatedSecret',
    'reason',
    'id',
    'time',
    'replay-name',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
