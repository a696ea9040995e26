import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseConfig } from '../../../lambda/config.ts';
import { ConfigError } from '../../../lambda/contract/settings.ts';
import { readPayload } from '../../../lambda/requests/door.ts';
import { rawAlert } from '../../alerts.ts';
import { findingEvent } from '../../findings.ts';
import { EVERY_INPUT } from '../../inputs.ts';
import { snsEvent, sqsEvent } from '../../wrapped.ts';

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

const SETTINGS = [
  'PORTAL_URL',
  'DIALECT',
  'MODE',
  'PROTECTED_CLIENT_IDS',
  'MINIMUM_SEVERITY',
  'MAX_ALERT_AGE',
  'ALLOW_REPLAYS',
  'BREAKER_LIMIT',
  'ON_DRIFT',
  'INPUTS',
  'FINDING_CLIENT_ID_KEY',
];

const SPEECHLESS = 'no words';

/** The function has no words of Zod's; a test may have loaded the English ones. */
const { localeError } = z.config();
beforeAll(() => {
  z.config({ localeError: () => SPEECHLESS });
});
afterAll(() => {
  z.config({ localeError });
});

const WRONG = [undefined, null, '', 'x', 7, -1, 1.5, true, {}, [], ['x'], 'y'.repeat(500)];

/** Copies of a value, each with one place, at any depth, that holds something wrong. */
const broken = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return WRONG;
  const places = Array.isArray(value)
    ? value.map((part, at) => broken(part).map((wrong) => value.with(at, wrong)))
    : Object.entries(value).map(([name, part]) => broken(part).map((wrong) => ({ ...value, [name]: wrong })));
  return [...WRONG, ...places.flat()];
};

const problemsIn = (payload: unknown): string[] => {
  const delivery = readPayload(payload, EVERY_INPUT, 'unqualified');
  const requests = delivery.from === 'bus' ? delivery.alerts : [delivery.request];
  return requests.flatMap((request) => (request.action === 'invalid' ? request.problems : []));
};

const detail = {
  client_id: ID,
  action: 'disable',
  severity: 'high',
  portal: 'https://example.onlyoffice.com',
  detectedAt: '2026-01-31T02:59:00Z',
  dryRun: true,
};

test.for([
  ['an alert', rawAlert(ID, { action: 'disable', 'replay-name': 'r', detail })],
  ['an alert about several clients', rawAlert(undefined, { detail: { clientIds: [ID, ID], cid: ID } })],
  ['an alert in a topic', snsEvent(rawAlert(ID))],
  ['an alert in a queue', sqsEvent(rawAlert(ID))],
  ['a finding, ASFF', findingEvent('asff-imported')],
  ['a finding, OCSF', findingEvent('ocsf-imported')],
  ['a disable by hand', { action: 'disable', clientId: ID, reason: 'x', dryRun: true, operator: 'x' }],
  [
    'an enable',
    { action: 'enable', clientId: ID, reason: 'x', acceptUnrotatedSecret: true, rotateSecret: true },
  ],
  ['a rotation', { action: 'rotate', clientId: ID, reason: 'x', operator: 'x' }],
  ['a reset', { action: 'reset-breaker', reason: 'x', operator: 'x' }],
  ['a call of the schedule', { schedule: 'watch' }],
] as const)('whatever is wrong in %s is said in our own words', ([, payload]) => {
  const problems = broken(payload).flatMap(problemsIn);
  expect(problems.length).toBeGreaterThan(10);
  expect(problems.filter((problem) => problem.includes(SPEECHLESS))).toEqual([]);
});

test.for([
  ['wrong', 'not, right!'],
  ['missing', undefined],
] as const)('a configuration in which everything is %s is reported in our own words', ([, value]) => {
  const env = Object.fromEntries(SETTINGS.map((name) => [name, value]));
  expect(() => parseConfig(env)).toThrow(ConfigError);
  expect(() => parseConfig(env)).not.toThrow(SPEECHLESS);
});
