import { describe, expect, test } from 'vitest';
import { MomentSchema, TimeSchema } from '../../../lambda/contract/time.ts';

const SECONDS = 1_769_828_310;
const MOMENT = '2026-01-31T02:58:30.000Z';

describe('a count since 1970 is read in the unit that its size shows', () => {
  test.for([
    ['seconds (CloudWatch alarms, Kubernetes)', SECONDS, MOMENT],
    ['seconds with a fraction (Python, Falco)', SECONDS + 0.25, '2026-01-31T02:58:30.250Z'],
    ['milliseconds (OCSF, CloudWatch Logs)', SECONDS * 1e3, MOMENT],
    ['microseconds (Elastic date_nanos, BigQuery)', SECONDS * 1e6, MOMENT],
    ['nanoseconds (OpenTelemetry, Loki)', SECONDS * 1e9, MOMENT],
    ['a text of seconds (Slack, Splunk _time)', `${SECONDS}`, MOMENT],
    ['a text with a fraction (Splunk _time)', `${SECONDS}.123456`, '2026-01-31T02:58:30.123Z'],
    ['a text of nanoseconds (Loki)', `${SECONDS}000000000`, MOMENT],
    ['a number with an exponent (Logstash)', '1.76982831E9', MOMENT],
    ['between blanks', ` ${SECONDS}\n`, MOMENT],
    ['the last second before milliseconds', 99_999_999_999, '5138-11-16T09:46:39.000Z'],
  ] as const)('%s', ([, value, iso]) => {
    expect(MomentSchema.parse(value)?.toISOString()).toBe(iso);
  });

  test('1e11, 1e14 and 1e17 are where the units change', () => {
    const years = [1e11, 1e14, 1e17].map((base) =>
      [base * 15, base * 20].map((count) => MomentSchema.parse(count)?.getUTCFullYear()),
    );
    expect(years).toEqual([
      [2017, 2033],
      [2017, 2033],
      [2017, 2033],
    ]);
  });
});

test.for([
  ['RFC 3339 (EventBridge)', '2026-01-31T02:58:30Z'],
  ['an offset with a colon (GitHub, Sentinel)', '2026-01-31T03:58:30+01:00'],
  ['an offset without a colon (CloudWatch alarms, Log4j)', '2026-01-31T02:58:30.000+0000'],
  ['an offset of hours alone (PostgreSQL)', '2026-01-31 02:58:30+00'],
  ['an offset to the west', '2026-01-30T21:28:30-0530'],
  ['small letters', '2026-01-31t02:58:30z'],
  ['a blank for the T (Python str())', '2026-01-31 02:58:30.000000+00:00'],
  ['UTC in words (Ruby, Azure)', '2026-01-31 02:58:30 UTC'],
  ['nanoseconds (Go, Kubernetes)', '2026-01-31T02:58:30.000999999Z'],
  ['a hundred digits of a fraction', `2026-01-31T02:58:30.${'0'.repeat(100)}Z`],
  ['a comma before the fraction (Python logging)', '2026-01-31 02:58:30,000 +0000'],
  ['without separators (AWS signatures)', '20260131T025830Z'],
])('ISO 8601 is read in its usual spellings: %s', ([, text]) => {
  expect(MomentSchema.parse(text)?.toISOString()).toBe(MOMENT);
});

test('the end of a fraction is cut, and no digit of the rest is lost', () => {
  for (let ms = 0; ms < 1_000; ms += 1) {
    const digits = `${ms}`.padStart(3, '0');
    const expected = `2026-01-31T02:58:30.${digits}Z`;
    expect(MomentSchema.parse(`2026-01-31T02:58:30.${digits}999Z`)?.toISOString()).toBe(expected);
    expect(MomentSchema.parse(`${SECONDS}.${digits}`)?.toISOString()).toBe(expected);
  }
});

test.for([
  'Saturday morning',
  '2026-01-31',
  '2026-01-31T02:58:30',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T02:60:00Z',
  '2026-01-31T02:58:30+25:00',
  '2009-12-31T23:59:59Z',
  '9999-12-31T23:59:59-23:59',
  '20260131',
  '1e400',
  `2026-01-31T02:58:30.${'0'.repeat(300)}Z`,
  '1'.repeat(300),
  0,
  1,
  -SECONDS,
  1_262_303_999,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e30,
  true,
  {},
  [SECONDS],
])(
  '%j cannot be read: where it is optional nothing stops for it, where it is required it is a problem',
  (value) => {
    expect(MomentSchema.parse(value)).toBeNull();
    const { error } = TimeSchema.safeParse(value);
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'must be an ISO 8601 time with a zone, for example 2026-01-31T03:00:00Z',
    ]);
  },
);

test.for([undefined, null, '', ' '])('%j is no time at all', (value) => {
  expect(MomentSchema.parse(value)).toBeUndefined();
});

test('a long text costs no more than a short one', () => {
  const hostile = [
    '1'.repeat(1e6),
    `2026-01-31T02:58:30.${'1'.repeat(1e6)}`,
    `2026-01-31${' '.repeat(1e6)}x`,
    `2026-01-31${' '.repeat(200)}x`,
  ];
  for (const text of hostile) expect(MomentSchema.parse(text)).toBeNull();
});
