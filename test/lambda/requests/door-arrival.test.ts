import { describe, expect, test } from 'vitest';
import { ALIASES } from '../../../lambda/contract/alias.ts';
import { type Arrival, arrivalOf } from '../../../lambda/requests/door.ts';
import { alertFor, rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { CLIENT_ID } from './door.ts';

const by = (action: string) => ({ action, clientId: CLIENT_ID, reason: 'why' });

/** Every shape in which a payload comes, right or wrong. */
const SHAPES = {
  'our alert': rawAlert(CLIENT_ID),
  'an array of alerts': [rawAlert(CLIENT_ID)],
  'an alert without a client': rawAlert(undefined),
  'a disable': { clientId: CLIENT_ID, reason: 'why' },
  'a status': { action: 'status', clientId: CLIENT_ID },
  'a check': { action: 'check' },
  'a list': { action: 'list' },
  'an enable': { ...by('enable'), acceptUnrotatedSecret: true },
  'a rotation': by('rotate'),
  'a reset': { action: 'reset-breaker', reason: 'why' },
  'a mistyped request': { cleintId: CLIENT_ID },
  'a flat alert': { clientId: CLIENT_ID, severity: 'critical', title: 'stolen' },
  'a scheduled check': { schedule: 'check' },
  'a scheduled watch': { schedule: 'watch' },
  'a schedule that is not ours': { schedule: 'nightly' },
  'an array of requests': [by('enable')],
  'an empty array': [],
  'a text': JSON.stringify(by('enable')),
  'a number': 7,
  nothing: null,
  'an empty object': {},
  'an envelope of a Lambda destination': {
    version: '1.0',
    timestamp: '2026-01-31T03:00:00Z',
    requestContext: { condition: 'RetriesExhausted' },
    requestPayload: by('enable'),
    responseContext: { statusCode: 200 },
    responsePayload: by('enable'),
  },
  'an envelope of SNS': { Records: [{ Sns: { Message: JSON.stringify(by('enable')) } }] },
} as const;

type Shape = keyof typeof SHAPES;

/** What the door makes of a shape: `whose outcome`. An `invalid` of a machine is published and counted as an alert's. */
type Reading = 'alert invalid' | 'manual invalid' | `${'alert' | 'manual' | 'schedule'} ${string}`;

const INVALID = 'alert invalid';

const NOT_AN_EVENT: Record<Shape, Reading> = {
  'our alert': 'alert not-found',
  'an array of alerts': 'alert not-found',
  'an alert without a client': INVALID,
  'a disable': INVALID,
  'a status': INVALID,
  'a check': INVALID,
  'a list': INVALID,
  'an enable': INVALID,
  'a rotation': INVALID,
  'a reset': INVALID,
  'a mistyped request': INVALID,
  'a flat alert': INVALID,
  'a scheduled check': INVALID,
  'a scheduled watch': INVALID,
  'a schedule that is not ours': INVALID,
  'an array of requests': INVALID,
  'an empty array': INVALID,
  'a text': INVALID,
  'a number': INVALID,
  nothing: INVALID,
  'an empty object': INVALID,
  'an envelope of a Lambda destination': INVALID,
  'an envelope of SNS': INVALID,
};

const OF_A_PERSON: Record<Shape, Reading> = {
  ...NOT_AN_EVENT,
  'a disable': 'manual not-found',
  'a status': 'manual not-found',
  'a check': 'manual healthy',
  'a list': 'manual listed',
  'a mistyped request': 'manual invalid',
  'a flat alert': 'manual invalid',
};

const EXPECTED: Record<Arrival, Record<Shape, Reading>> = {
  alerts: NOT_AN_EVENT,
  schedule: {
    ...NOT_AN_EVENT,
    'our alert': INVALID,
    'an array of alerts': INVALID,
    'a scheduled check': 'schedule healthy',
    'a scheduled watch': 'schedule listed',
  },
  responder: {
    ...OF_A_PERSON,
    'an enable': 'manual invalid',
    'a rotation': 'manual invalid',
    'a reset': 'manual invalid',
  },
  unqualified: {
    ...OF_A_PERSON,
    'an enable': 'manual not-found',
    'a rotation': 'manual not-found',
    'a reset': 'manual breaker-reset',
    'a scheduled check': 'schedule healthy',
    'a scheduled watch': 'schedule listed',
  },
};

const SHAPE_NAMES = Object.keys(SHAPES).filter((name): name is Shape => name in SHAPES);

/** Outcomes that are published whoever asked. */
const PUBLISHED = ['breaker-reset', 'healthy'];

/** Outcomes for which the portal is not asked. */
const WITHOUT_A_CALL = ['invalid', 'listed', 'breaker-reset'];

describe.each([...ALIASES, 'unqualified' as const])('what comes %s', (arrival) => {
  const qualifier = arrival === 'unqualified' ? undefined : arrival;
  test.each(SHAPE_NAMES.map((shape) => [shape, EXPECTED[arrival][shape]] as const))(
    '%s is %s',
    async (shape, expected) => {
      const { invokeAll, portal, published, counted } = await setStage();
      const results = await invokeAll(SHAPES[shape], undefined, qualifier);
      expect(results.map(({ trigger, outcome }) => `${trigger.type} ${outcome}`)).toEqual([expected]);
      expect(counted).toEqual(results);
      const [{ outcome, trigger, final } = { outcome: 'none', trigger: { type: 'none' }, final: false }] =
        results;
      expect(final).toBe(true);
      const isPublished = trigger.type === 'alert' || PUBLISHED.includes(outcome);
      expect(published()).toEqual(isPublished ? results : []);
      if (WITHOUT_A_CALL.includes(outcome)) expect(portal.calls).toEqual([]);
      expect(portal.activationWrites()).toEqual([]);
    },
  );
});

describe('a client that is there', () => {
  const restore = (clientId: string) => ({ ...by('enable'), clientId, acceptUnrotatedSecret: true });

  test.each(ALIASES)('is not enabled through %s, and the portal is not touched', async (alias) => {
    const { invokeAll, portal } = await setStage();
    const { clientId } = portal.addClient({ enabled: false });
    const [result] = await invokeAll(restore(clientId), undefined, alias);
    expect(result).toMatchObject({ outcome: 'invalid', client: null, proof: { writes: [] } });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(portal.calls).toEqual([]);
  });

  test.each([undefined, '$LATEST', '7'])(
    'is enabled for who may invoke the function itself (%s)',
    async (qualifier) => {
      const { invokeAll, portal } = await setStage();
      const { clientId } = portal.addClient({ enabled: false });
      await invokeAll(restore(clientId), undefined, qualifier);
      expect(portal.databaseEnabled(clientId)).toBe(true);
    },
  );

  test.each(['alerts', 'responder', undefined])('is disabled by an alert through %s', async (qualifier) => {
    const { invokeAll, portal } = await setStage();
    const { clientId } = portal.clients.crm;
    const [result] = await invokeAll(alertFor(clientId), undefined, qualifier);
    expect(result).toMatchObject({ outcome: 'disabled', trigger: { type: 'alert' } });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('is disabled by a responder, as a person', async () => {
    const { invokeAll, portal } = await setStage();
    const { clientId } = portal.clients.crm;
    const [result] = await invokeAll({ clientId, reason: 'why' }, undefined, 'responder');
    expect(result).toMatchObject({ outcome: 'disabled', trigger: { type: 'manual' } });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('stays on where a rule with a constant input sends a request by hand, dry run or not', async () => {
    const { invokeAll, portal } = await setStage();
    const { clientId } = portal.clients.crm;
    await invokeAll({ clientId, reason: 'why' }, undefined, 'alerts');
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(portal.calls).toEqual([]);
  });
});

describe('the sentence says what is accepted instead', () => {
  test.each([
    ['alerts', by('disable'), /^came through the alias alerts, where only alert events are accepted: /],
    ['schedule', by('disable'), /^came through the alias schedule, where only \{"schedule": "check"\} and /],
    ['responder', 7, /^came through the alias responder and is neither an alert event nor a request by hand/],
    [
      'responder',
      by('enable'),
      'enable is not accepted through the alias responder: invoke the function itself',
    ],
    [
      'responder',
      SHAPES['a reset'],
      'reset-breaker is not accepted through the alias responder: invoke the function itself',
    ],
    [undefined, {}, /^is neither an alert event \(source, detail-type, detail\) nor a request by hand/],
  ])('through %s: %j', async (qualifier, payload, sentence) => {
    const { invokeAll } = await setStage();
    const [result] = await invokeAll(payload, undefined, qualifier);
    expect(result?.error?.message).toMatch(sentence);
  });
});

describe("unqualified, an object is a person's by its keys", () => {
  test.each([
    'action',
    'clientId',
    'reason',
    'dryRun',
    'operator',
    'acceptUnrotatedSecret',
    'acton',
    'reasson',
    'cleintId',
    'client_id',
    'ClientID',
    'dry-run',
    'dryrum',
    'clientIds',
  ])("with the key %s it is a person's", async (key) => {
    const { invoke, portal } = await setStage();
    const result = await invoke({ [key]: [] });
    expect(result).toMatchObject({ outcome: 'invalid', trigger: { type: 'manual' } });
    expect(portal.calls).toEqual([]);
  });

  test.each([
    'region',
    'version',
    'Records',
    'requestPayload',
    'operation',
    'transaction',
    'id',
    '',
    '__proto__',
  ])("with the key %s alone it is a machine's", async (key) => {
    const { invoke, portal } = await setStage();
    const payload: unknown = JSON.parse(`{"${key}": []}`);
    expect(await invoke(payload)).toMatchObject({ outcome: 'invalid', trigger: { type: 'alert' } });
    expect(portal.calls).toEqual([]);
  });
});

test.each<[string, Arrival]>([
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch', 'unqualified'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:alerts', 'unqualified'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch:alerts', 'alerts'],
  ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:kill-switch:schedule', 'schedule'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch:responder', 'responder'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch:$LATEST', 'unqualified'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch:3', 'unqualified'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:kill-switch:Alerts', 'unqualified'],
  ['local', 'unqualified'],
])('%s is %s', (arn, arrival) => {
  expect(arrivalOf(arn)).toBe(arrival);
});
