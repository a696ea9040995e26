import { describe, expect, test } from 'vitest';
import { FIXTURE_CLIENT, FIXTURE_OTHER, findingEvent, withFindings } from '../../findings.ts';
import { alertIn, emptyPlacesIn, problemsIn, readOne } from './read.ts';

const KEY = 'docspaceOAuth2ClientId';
const imported = findingEvent('asff-imported');
const action = findingEvent('asff-custom-action');

const without = { ProductFields: {}, UserDefinedFields: {}, Resources: [] };
const importedWith = (changes: Record<string, unknown>) => withFindings(imported, changes);
const alertWith = (changes: Record<string, unknown>) => alertIn(importedWith(changes)).alert;

test('a finding becomes the alert that it means', () => {
  expect(alertIn(imported)).toMatchObject({
    alert: {
      trigger: 'alert',
      action: 'disable',
      clientId: FIXTURE_CLIENT,
      eventId: imported.id,
      findingId: 'oauth-watch/7c1d2e3f',
      source: 'aws.securityhub',
      alertId: 'oauth-watch/7c1d2e3f',
      severity: 'critical',
      reason: 'An access token of an OAuth2 client is used from two countries',
      detectedAt: new Date('2026-01-31T02:59:00Z'),
      seenAt: new Date('2026-01-31T02:59:00Z'),
      hasUnreadableTime: false,
      portal: undefined,
      chosenByPerson: false,
      inactive: undefined,
      dryRun: false,
    },
    places: {
      clientId: `detail.findings.0.ProductFields.${KEY}`,
      severity: 'detail.findings.0.Severity.Label',
      reason: 'detail.findings.0.Title',
      alertId: 'detail.findings.0.Id',
      detectedAt: 'detail.findings.0.UpdatedAt',
    },
  });
});

describe('the client id is under the key, in one of these places', () => {
  const other = (Type: string) => ({ Type, Id: 'x', Details: { Other: { [KEY]: FIXTURE_OTHER } } });

  test.for([
    ['ProductFields', { ProductFields: { [KEY]: FIXTURE_OTHER } }, `ProductFields.${KEY}`],
    [
      'ProductFields after a provider',
      { ProductFields: { [`acme/${KEY}`]: FIXTURE_OTHER } },
      `ProductFields.acme/${KEY}`,
    ],
    [
      'ProductFields after a provider and its product',
      { ProductFields: { [`acme/watch/${KEY}`]: FIXTURE_OTHER } },
      `ProductFields.acme/watch/${KEY}`,
    ],
    ['UserDefinedFields', { UserDefinedFields: { [KEY]: FIXTURE_OTHER } }, `UserDefinedFields.${KEY}`],
    [
      'a resource of the type Other',
      { Resources: [{ Type: 'AwsIamRole', Id: 'y' }, other('Other')] },
      `Resources.1.Details.Other.${KEY}`,
    ],
  ] as const)('%s', ([, place, found]) => {
    const { alert, places, emptyPlaces } = alertIn(importedWith({ ...without, ...place }));
    expect(alert.clientId).toBe(FIXTURE_OTHER);
    expect(places.clientId).toBe(`detail.findings.0.${found}`);
    expect(emptyPlaces).toHaveLength(2);
  });

  test('the same id in several places is one client', () => {
    const everywhere = {
      UserDefinedFields: { [KEY]: ` ${FIXTURE_CLIENT.toUpperCase()} ` },
      Resources: [{ ...other('Other'), Details: { Other: { [KEY]: FIXTURE_CLIENT } } }],
    };
    expect(alertWith(everywhere).clientId).toBe(FIXTURE_CLIENT);
  });
});

describe('a finding that names no client is not for us', () => {
  test.for([
    ['a misspelt key', { ProductFields: { docspaceOauth2ClientId: FIXTURE_CLIENT } }],
    ['a key that only ends alike', { ProductFields: { [`my${KEY}`]: FIXTURE_CLIENT } }],
    ['a provider where none is allowed', { UserDefinedFields: { [`acme/${KEY}`]: FIXTURE_CLIENT } }],
    ['an id in free text', { Title: FIXTURE_CLIENT, Description: `${KEY}=${FIXTURE_CLIENT}` }],
    [
      'a resource of another type',
      { Resources: [{ Type: 'AwsIamRole', Details: { Other: { [KEY]: FIXTURE_CLIENT } } }] },
    ],
    ['maps that are none', { ProductFields: 'x', UserDefinedFields: [FIXTURE_CLIENT], Resources: { a: 1 } }],
    ['a prototype', { ProductFields: { constructor: FIXTURE_CLIENT } }],
  ] as const)('%s', ([, changes]) => {
    const event = importedWith({ ...without, ...changes });
    expect({ ...readOne(event), emptyPlaces: emptyPlacesIn(event) }).toEqual({
      kind: 'ignored',
      emptyPlaces: [
        `ProductFields.${KEY}, bare or after a provider/ prefix`,
        `UserDefinedFields.${KEY}`,
        `Details.Other.${KEY} of Resources of the type Other`,
      ],
      finding: {
        because: 'no-key',
        eventId: imported.id,
        findingId: 'oauth-watch/7c1d2e3f',
        format: 'asff',
      },
    });
  });

  test.for([null, 7, 'text', []])('a finding that is %j', (finding) => {
    const event = { ...imported, detail: { findings: [finding] } };
    expect(readOne(event)).toMatchObject({ kind: 'ignored', finding: { findingId: undefined } });
  });
});

describe('a finding that is doubtful in what decides is invalid', () => {
  const at = 'detail.findings.0.';

  test.for([
    [
      'two clients',
      { UserDefinedFields: { [KEY]: FIXTURE_OTHER } },
      `names two different clients in ${at}ProductFields.${KEY} and ${at}UserDefinedFields.${KEY}; which one is meant?`,
    ],
    [
      'a client and half an id',
      { UserDefinedFields: { [KEY]: 'fd0f3591' } },
      `${at}UserDefinedFields.${KEY} must be a UUID`,
    ],
    ['an empty value', { ProductFields: { [KEY]: ' ' } }, `${at}ProductFields.${KEY} is missing: the UUID`],
    ['a number for a client', { ProductFields: { [KEY]: 7 } }, `${at}ProductFields.${KEY} must be a text`],
    ['a severity of its own', { Severity: { Label: 'BAD' } }, `${at}Severity.Label must be one of`],
    ['a severity beyond a hundred', { Severity: { Normalized: 101 } }, `${at}Severity.Normalized must be`],
  ] as const)('%s', ([, changes, problem]) => {
    expect(problemsIn(importedWith(changes))).toEqual([expect.stringContaining(problem)]);
  });

  test.for([[], {}, 'x', undefined])('findings that are %j', (findings) => {
    const event = { ...imported, detail: { ...imported.detail, findings } };
    expect(problemsIn(event)).toEqual([expect.stringMatching(/^detail\.(findings must|clientId is)/)]);
  });

  test('an event that asks for an enable', () => {
    const enable = { ...imported, detail: { ...imported.detail, action: 'enable' } };
    expect(problemsIn(enable)).toEqual([
      'detail.action must be "disable" or absent: an event can only disable',
    ]);
  });
});

describe('a finding without an id is known by its position in the event', () => {
  test("where it is an alert: the event's id is the alert's", () => {
    const { alert, places } = alertIn(importedWith({ Id: undefined }));
    expect(alert).toMatchObject({ findingId: '~0', alertId: imported.id });
    expect(places.alertId).toBe('id');
  });

  test('where it is invalid', () => {
    const reading = readOne(importedWith({ Id: ' ', Severity: { Label: 'BAD' } }));
    expect(reading).toMatchObject({
      kind: 'invalid',
      unreadable: { findingId: '~0', alertId: undefined, clientId: FIXTURE_CLIENT },
    });
  });
});

describe('how bad it is', () => {
  test.for([
    [{ Label: 'INFORMATIONAL' }, 'informational'],
    [{ Label: 'LOW', Normalized: 90 }, 'low'],
    [{ Label: '', Normalized: 69 }, 'medium'],
    [{ Normalized: 0 }, 'informational'],
    [{ Normalized: 1 }, 'low'],
    [{ Normalized: 39 }, 'low'],
    [{ Normalized: 40 }, 'medium'],
    [{ Normalized: 70 }, 'high'],
    [{ Normalized: 89 }, 'high'],
    [{ Normalized: 90 }, 'critical'],
    [{ Normalized: 100 }, 'critical'],
    [{ Label: 'Moderate' }, 'medium'],
    [{ Label: 'INFO', Normalized: 90 }, 'informational'],
    [{}, 'high'],
    [undefined, 'high'],
  ] as const)('Severity %j is %s', ([Severity, severity]) => {
    expect(alertWith({ Severity }).severity).toBe(severity);
  });
});

const OLD = '2026-01-01T00:00:00Z';
const DELIVERED = '2026-01-31T02:59:58.000Z';

describe('its age counts from when it was last seen or changed, never from its first creation', () => {
  test.for([
    [{ LastObservedAt: '2026-01-31T02:00:00Z', UpdatedAt: OLD }, '2026-01-31T02:00:00.000Z'],
    [{ LastObservedAt: OLD, UpdatedAt: '2026-01-31T02:00:00Z' }, '2026-01-31T02:00:00.000Z'],
    [{ UpdatedAt: '2026-01-31T02:00:00Z', FirstObservedAt: OLD, CreatedAt: OLD }, '2026-01-31T02:00:00.000Z'],
    [{ CreatedAt: OLD, FirstObservedAt: OLD }, DELIVERED],
    [{ LastObservedAt: '', UpdatedAt: null }, DELIVERED],
    [{ UpdatedAt: '2026-01-31T03:00:00.123456+0100' }, '2026-01-31T02:00:00.123Z'],
    [{ UpdatedAt: '2026-01-31T03:00:00+01' }, '2026-01-31T02:00:00.000Z'],
    [{ UpdatedAt: 1_769_828_310_000 }, '2026-01-31T02:58:30.000Z'],
    [{ UpdatedAt: '2026-02-01T00:00:00Z' }, DELIVERED],
  ] as const)('of %j it was detected at %s', ([changes, detectedAt]) => {
    const times = { LastObservedAt: undefined, UpdatedAt: undefined, CreatedAt: undefined };
    const alert = alertWith({ ...times, ...changes });
    expect([alert.detectedAt.toISOString(), alert.hasUnreadableTime]).toEqual([detectedAt, false]);
  });

  test.for([
    [{ LastObservedAt: 'yesterday', UpdatedAt: '2026-01-31T02:00:00Z' }, '2026-01-31T02:00:00.000Z'],
    [{ LastObservedAt: 0, UpdatedAt: undefined }, DELIVERED],
    [{ LastObservedAt: undefined, UpdatedAt: '2099-01-01T00:00:00Z' }, DELIVERED],
  ] as const)('of %j a part cannot be read, and %s counts', ([changes, detectedAt]) => {
    const alert = alertWith(changes);
    expect([alert.detectedAt.toISOString(), alert.hasUnreadableTime]).toEqual([detectedAt, true]);
  });
});

test.for([
  [{ Workflow: { Status: 'SUPPRESSED' } }, 'Workflow.Status is SUPPRESSED'],
  [{ Workflow: { Status: ' Resolved' } }, 'Workflow.Status is RESOLVED'],
  [{ RecordState: 'archived' }, 'RecordState is ARCHIVED'],
  [{ VerificationState: 'FALSE_POSITIVE' }, 'VerificationState is FALSE_POSITIVE'],
  [{ VerificationState: 'Benign_Positive ' }, 'VerificationState is BENIGN_POSITIVE'],
  [{ Compliance: { Status: 'PASSED' } }, 'Compliance.Status is PASSED'],
  [{ Compliance: { Status: 'passed', StatusReasons: [] } }, 'Compliance.Status is PASSED'],
  [{ Sample: true }, 'Sample is true'],
] as const)('%j takes the finding back, and the field is named', ([changes, inactive]) => {
  expect(alertWith(changes).inactive).toBe(inactive);
});

test.for([
  { Workflow: { Status: 'NEW' } },
  { Workflow: { Status: 'NOTIFIED' }, RecordState: 'ACTIVE' },
  { Workflow: undefined, RecordState: 7 },
  { VerificationState: 'UNKNOWN' },
  { VerificationState: 'TRUE_POSITIVE' },
  { VerificationState: 'NOT_FALSE_POSITIVE' },
  { Compliance: { Status: 'WARNING' } },
  { Compliance: { Status: 'FAILED' } },
  { Compliance: { Status: 'NOT_AVAILABLE' } },
  { Compliance: 'PASSED' },
  { Sample: false },
  { Sample: 'true' },
  { Sample: null },
])('%j takes nothing back', (changes) => {
  expect(alertWith(changes).inactive).toBeUndefined();
});

test('text from outside is cleaned, also the name of a provider', () => {
  const { alert, places } = alertIn(
    importedWith({
      Id: 'a\u0007b',
      Title: 'x\u202ey\n',
      ProductFields: { [`\u001b[31mevil/${KEY}`]: FIXTURE_CLIENT },
    }),
  );
  expect(alert).toMatchObject({
    alertId: expect.stringMatching(/^a b~[0-9a-f]{32}$/),
    findingId: alert.alertId,
    reason: 'xy',
  });
  expect(places.clientId).not.toMatch(/\p{Cc}/u);
});

describe("a custom action is a person's choice", () => {
  test('its time is that of the event, and its severity does not count', () => {
    const { alert, places } = alertIn(action);
    expect(alert).toMatchObject({
      chosenByPerson: true,
      severity: 'low',
      detectedAt: new Date('2026-01-31T02:59:58Z'),
    });
    expect(places.detectedAt).toBe('time');
  });

  test('without a client in its finding it is invalid, and the places are named', () => {
    expect(problemsIn(withFindings(action, without))).toEqual([
      `detail.findings.0 names no client; looked for in ProductFields.${KEY}, bare or after a provider/ prefix; UserDefinedFields.${KEY}; Details.Other.${KEY} of Resources of the type Other`,
    ]);
  });
});
