import { describe, expect, test } from 'vitest';
import { ALERT_DETAIL_TYPE, CANARY_ALERT_ID } from '../../../lambda/contract/alert-event.ts';
import { rawAlert } from '../../alerts.ts';
import { acceptedAlert, CLIENT_ID, EVENT_ID, OTHER_ID } from './door.ts';

const DELIVERED_AT = new Date('2026-01-31T02:59:58Z');

const alertWith = (detail: Record<string, unknown>) => acceptedAlert(rawAlert(CLIENT_ID, { detail }));

describe('which client an alert names', () => {
  test('client_id is as good as clientId', () => {
    expect(alertWith({ clientId: undefined, client_id: CLIENT_ID }).clientId).toBe(CLIENT_ID);
  });

  test('the same id under both names, in whatever case, is one client', () => {
    expect(alertWith({ client_id: ` ${CLIENT_ID.toUpperCase()} ` }).clientId).toBe(CLIENT_ID);
  });

  test('an empty or null clientId leaves the word to client_id', () => {
    for (const clientId of [null, '', '  '])
      expect(alertWith({ clientId, client_id: OTHER_ID }).clientId).toBe(OTHER_ID);
  });

  test('an id in upper case between blanks comes out canonical', () => {
    expect(alertWith({ clientId: `\t ${CLIENT_ID.toUpperCase()}\n` }).clientId).toBe(CLIENT_ID);
  });
});

describe('which alert it is', () => {
  test('the envelope id identifies the delivery, whatever the sender calls the alert', () => {
    const { eventId, alertId } = alertWith({ alertId: 'case-7' });
    expect({ eventId, alertId }).toEqual({ eventId: EVENT_ID, alertId: 'case-7' });
  });

  test('a number or a truth value for an alertId is kept as text', () => {
    expect(alertWith({ alertId: 4711 }).alertId).toBe('4711');
    expect(alertWith({ alertId: false }).alertId).toBe('false');
  });

  test.for([undefined, null, '', '   ', {}, ['x']])('alertId %j falls back to the envelope id', (alertId) => {
    expect(alertWith({ alertId }).alertId).toBe(EVENT_ID);
  });

  test('source and replay name are those of the envelope, not of the detail', () => {
    const { source, replay } = acceptedAlert(
      rawAlert(CLIENT_ID, { 'replay-name': 'again', detail: { source: 'forged', 'replay-name': 'other' } }),
    );
    expect({ source, replay }).toEqual({ source: 'security.alerts', replay: 'again' });
  });

  test('unknown fields are ignored, in the envelope and in the detail', () => {
    const odd = rawAlert(CLIENT_ID, {
      colour: 'red',
      detail: { enable: true, nested: { clientId: OTHER_ID } },
    });
    expect(acceptedAlert(odd)).toEqual(acceptedAlert(rawAlert(CLIENT_ID)));
  });
});

describe('how bad it is', () => {
  test.for([
    ['informational', 'informational'],
    ['Low', 'low'],
    ['MEDIUM', 'medium'],
    [' High ', 'high'],
    ['cRiTiCaL', 'critical'],
    ['INFO', 'informational'],
    ['Information', 'informational'],
    ['minor', 'low'],
    ['MODERATE', 'medium'],
    ['Warning', 'medium'],
    ['Important', 'high'],
    ['error', 'high'],
    ['SEV1', 'critical'],
    ['Sev-2', 'high'],
    ['sev 3', 'medium'],
    ['SEV_4', 'low'],
    ['sev5', 'informational'],
    ['P1', 'critical'],
    ['p2', 'high'],
    ['P3', 'medium'],
    ['P4', 'low'],
    ['P5', 'informational'],
  ])('severity %j is %s', ([given, severity]) => {
    expect(alertWith({ severity: given }).severity).toBe(severity);
  });

  test.for([undefined, null, '', '  '])('severity %j counts as high', (severity) => {
    expect(alertWith({ severity }).severity).toBe('high');
  });
});

describe('why', () => {
  const all = { reason: 'the reason', title: 'the title', description: 'the description', type: 'the type' };

  test.for([
    [all, 'the reason'],
    [{ ...all, reason: null }, 'the title'],
    [{ ...all, reason: '', title: ' ' }, 'the description'],
    [{ ...all, reason: {}, title: [], description: null }, 'the type'],
    [{ reason: undefined }, 'no reason given'],
  ] as const)('of %j the reason is %s', ([detail, reason]) => {
    expect(alertWith(detail).reason).toBe(reason);
  });

  test('a reason of invisible characters only is no reason, and the title takes its place', () => {
    expect(alertWith({ reason: '\u200b\u202e', title: 'stolen token' }).reason).toBe('stolen token');
  });

  test('a detector is kept, and is optional', () => {
    expect(alertWith({ detector: 'siem' }).detector).toBe('siem');
    expect(alertWith({}).detector).toBeUndefined();
  });
});

describe('when', () => {
  test.for([
    ['2026-01-31T02:00:00Z', '2026-01-31T02:00:00.000Z'],
    ['2026-01-31T03:00:00.5+01:00', '2026-01-31T02:00:00.500Z'],
    ['2010-01-01T00:00:00Z', '2010-01-01T00:00:00.000Z'],
  ])('detectedAt %s is %s', ([given, detectedAt]) => {
    expect(alertWith({ detectedAt: given }).detectedAt.toISOString()).toBe(detectedAt);
  });

  test.for([undefined, null, '', '2026-01-31T02:59:59Z', '2099-01-01T00:00:00Z'])(
    'detectedAt %j is never later than the delivery',
    (detectedAt) => {
      expect(alertWith({ detectedAt }).detectedAt).toEqual(DELIVERED_AT);
    },
  );
});

test('a delivery on the last day of the years with four digits is taken', () => {
  const time = '9999-12-31T00:00:00Z';
  expect(acceptedAlert(rawAlert(CLIENT_ID, { time })).detectedAt.toISOString()).toBe(
    '9999-12-31T00:00:00.000Z',
  );
});

test('the words that rules and alarms are made of stay as they are', () => {
  expect([ALERT_DETAIL_TYPE, CANARY_ALERT_ID]).toEqual(['OAuth2 Client Security Alert', 'canary']);
});

describe('which portal', () => {
  test.for(['https://office.example', 'https://OFFICE.example:443/', 'https://office.example/rooms?x=1#y'])(
    'of portal %s only the origin counts',
    (portal) => {
      expect(alertWith({ portal }).portal).toBe('https://office.example');
    },
  );

  test('port and protocol are part of the origin', () => {
    expect(alertWith({ portal: 'http://office.example:8443/' }).portal).toBe('http://office.example:8443');
  });

  test.for([undefined, null, ''])('portal %j names none', (portal) => {
    expect(alertWith({ portal }).portal).toBeUndefined();
  });
});

describe('a drill', () => {
  test.for([
    [true, true],
    [false, false],
    [null, false],
    [undefined, false],
  ])('dryRun %j is %j', ([given, dryRun]) => {
    expect(alertWith({ dryRun: given }).dryRun).toBe(dryRun);
  });
});
