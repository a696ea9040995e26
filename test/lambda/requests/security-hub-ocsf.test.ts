import { describe, expect, test } from 'vitest';
import { FIXTURE_CLIENT, FIXTURE_OTHER, findingEvent, withFindings } from '../../findings.ts';
import { alertIn, emptyPlacesIn, problemsIn, readOne } from './read.ts';

const KEY = 'docspaceOAuth2ClientId';
const imported = findingEvent('ocsf-imported');

const importedWith = (changes: Record<string, unknown>) => withFindings(imported, changes);
const alertWith = (changes: Record<string, unknown>) => alertIn(importedWith(changes)).alert;
const info = (changes: Record<string, unknown>) => ({ finding_info: { uid: 'f-1', title: 't', ...changes } });

test('a finding becomes the alert that it means', () => {
  expect(alertIn(imported)).toMatchObject({
    alert: {
      action: 'disable',
      clientId: FIXTURE_CLIENT,
      eventId: imported.id,
      findingId: 'oauth-watch/7c1d2e3f',
      source: 'aws.securityhub',
      alertId: 'oauth-watch/7c1d2e3f',
      severity: 'critical',
      reason: 'An access token of an OAuth2 client is used from two countries',
      detectedAt: new Date('2026-01-31T02:59:00Z'),
      seenAt: new Date('2026-01-31T02:58:30Z'),
      hasUnreadableTime: false,
      chosenByPerson: false,
      inactive: undefined,
    },
    places: {
      clientId: 'detail.findings.0.resources.0.uid',
      severity: 'detail.findings.0.severity_id',
      reason: 'detail.findings.0.finding_info.title',
      alertId: 'detail.findings.0.finding_info.uid',
      detectedAt: 'detail.findings.0.finding_info.modified_time',
    },
    emptyPlaces: [`unmapped.${KEY}`],
  });
});

test('the client id may be in unmapped instead', () => {
  const { alert, places } = alertIn(importedWith({ resources: [], unmapped: { [KEY]: FIXTURE_OTHER } }));
  expect([alert.clientId, places.clientId]).toEqual([FIXTURE_OTHER, `detail.findings.0.unmapped.${KEY}`]);
});

test.for([
  ['a misspelt type', { resources: [{ type: 'docspaceOauth2ClientId', uid: FIXTURE_CLIENT }] }],
  ['an id under another unmapped name', { resources: [], unmapped: { appId: FIXTURE_CLIENT } }],
  ['an id in free text', { resources: [], message: `${KEY}=${FIXTURE_CLIENT}` }],
  ['resources that are none', { resources: KEY, unmapped: 'x' }],
] as const)('a finding that names no client is not for us: %s', ([, changes]) => {
  const event = importedWith(changes);
  expect({ ...readOne(event), emptyPlaces: emptyPlacesIn(event) }).toMatchObject({
    kind: 'ignored',
    emptyPlaces: [`uid of resources of the type ${KEY}`, `unmapped.${KEY}`],
    finding: { format: 'ocsf', findingId: 'oauth-watch/7c1d2e3f' },
  });
});

describe('a finding that is doubtful in what decides is invalid', () => {
  const at = 'detail.findings.0.';
  test.for([
    [
      'two clients',
      { unmapped: { [KEY]: FIXTURE_OTHER } },
      `names two different clients in ${at}resources.0.uid and ${at}unmapped.${KEY}; which one is meant?`,
    ],
    [
      'a name for a client',
      { resources: [{ type: KEY, uid: 'CRM' }] },
      `${at}resources.0.uid must be a UUID`,
    ],
    [
      'an id in another field of the resource',
      { resources: [{ type: KEY, name: FIXTURE_CLIENT }] },
      `${at}resources.0.uid is missing: the UUID`,
    ],
    ['a state in words', { status_id: '4' }, `${at}status_id must be a whole number`],
    ['a finding of another class', { class_uid: 2003 }, `${at}class_uid must be 2004, Detection Finding`],
    [
      'an OCSF of a version that ends alike',
      { metadata: { version: '21.0.0' } },
      `${at}metadata.version must be`,
    ],
    ['another OCSF', { metadata: { version: '2.0.0' } }, `${at}metadata.version must be a version of OCSF`],
    ['a severity in words', { severity_id: 'High' }, `${at}severity_id must be a whole number`],
  ] as const)('%s', ([, changes, problem]) => {
    expect(problemsIn(importedWith(changes))).toEqual([expect.stringContaining(problem)]);
  });
});

test.for([
  [0, 'high'],
  [1, 'informational'],
  [2, 'low'],
  [3, 'medium'],
  [4, 'high'],
  [5, 'critical'],
  [6, 'critical'],
  [99, 'high'],
  [undefined, 'high'],
] as const)('severity_id %j is %s', ([severity_id, severity]) => {
  expect(alertWith({ severity_id, severity: undefined }).severity).toBe(severity);
});

test.for([
  [99, 'Low', 'low'],
  [undefined, 'MODERATE', 'medium'],
  [null, 'Informational', 'informational'],
  [undefined, 'P1', 'critical'],
  [99, 'Extreme', 'high'],
  [undefined, 7, 'high'],
  [5, 'Low', 'critical'],
  [0, 'Low', 'high'],
] as const)('severity_id %j with the caption %j is %s', ([severity_id, caption, severity]) => {
  expect(alertWith({ severity_id, severity: caption }).severity).toBe(severity);
});

const MS = 1_769_820_000_000;
const DELIVERED = '2026-01-31T02:59:58.000Z';

describe('its age counts from when it was last seen or changed; judged is what was last seen', () => {
  test.for([
    [info({ last_seen_time: MS, first_seen_time: 1 }), '2026-01-31T00:40:00.000Z', true],
    [info({ last_seen_time: MS / 1e3 }), '2026-01-31T00:40:00.000Z', true],
    [info({ last_seen_time: MS * 1e3 }), '2026-01-31T00:40:00.000Z', true],
    [info({ last_seen_time: `${MS * 1e6}` }), '2026-01-31T00:40:00.000Z', true],
    [info({ last_seen_time: '2026-01-31T00:40:00Z' }), '2026-01-31T00:40:00.000Z', true],
    [info({ modified_time: MS, created_time: 1, first_seen_time: 1 }), '2026-01-31T00:40:00.000Z', false],
    [{ ...info({}), time: MS / 1e3 }, '2026-01-31T00:40:00.000Z', false],
    [info({ last_seen_time: MS - 1, modified_time: MS }), '2026-01-31T00:40:00.000Z', true],
    [info({ first_seen_time: MS, created_time: MS }), DELIVERED, false],
  ] as const)('of %j it was detected at %s', ([changes, detectedAt, isSeen]) => {
    const alert = alertWith({ time: undefined, ...changes });
    expect(alert.detectedAt.toISOString()).toBe(detectedAt);
    expect(alert.seenAt !== undefined).toBe(isSeen);
    expect(alert.hasUnreadableTime).toBe(false);
  });

  test.for([
    info({ last_seen_time: 4_102_444_800_000 }),
    info({ last_seen_time: 0 }),
    info({ modified_time: 'last week' }),
    { ...info({}), time: 1.5 },
  ])('of %j a time cannot be read, and that of its event counts', (changes) => {
    expect(alertWith({ time: undefined, ...changes })).toMatchObject({
      detectedAt: new Date(DELIVERED),
      seenAt: undefined,
      hasUnreadableTime: true,
    });
  });
});

const UNNAMED = { status_id: 99, activity_id: 2 };

test.for([
  [{ status_id: 3 }, 'status_id is 3 (Suppressed)'],
  [{ status_id: 4 }, 'status_id is 4 (Resolved)'],
  [{ status_id: 5 }, 'status_id is 5 (Archived)'],
  [{ status_id: 6 }, 'status_id is 6 (Deleted)'],
  [{ verdict_id: 1 }, 'verdict_id is 1 (False Positive)'],
  [{ verdict_id: 3 }, 'verdict_id is 3 (Disregard)'],
  [{ verdict_id: 5 }, 'verdict_id is 5 (Benign)'],
  [{ verdict_id: 6 }, 'verdict_id is 6 (Test)'],
  [{ verdict_id: 10, is_alert: false }, 'verdict_id is 10 (Duplicate)'],
  [{ status_id: 1, activity_id: 3 }, 'activity_id is 3 (Close)'],
  [{ activity_id: 99, activity_name: 'Close' }, 'activity_name says close'],
  [{ activity_id: undefined, activity_name: ' closed' }, 'activity_name says close'],
  [{ status_id: undefined, status: 'Resolved' }, 'status says resolved'],
  [{ status_id: 0, status: 'archived' }, 'status says archived'],
  [{ ...UNNAMED, status: ' SUPPRESSED ' }, 'status says suppressed'],
  [{ ...UNNAMED, status: 'Closed - False Positive' }, 'status says closed'],
  [{ ...UNNAMED, status: 'Closed: no action' }, 'status says closed'],
  [{ ...UNNAMED, status: 'Resolved, by the owner' }, 'status says resolved'],
  [{ ...UNNAMED, status: 'Closed(benign)' }, 'status says closed'],
  [{ ...UNNAMED, status: 'Closed as duplicate' }, 'status says closed'],
  [{ ...UNNAMED, status: 'False Positive [L1]' }, 'status says false positive'],
  [{ ...UNNAMED, status: 'benign' }, 'status says benign'],
] as const)('%j takes the finding back, and the field is named', ([changes, inactive]) => {
  expect(alertWith(changes).inactive).toBe(inactive);
});

test.for([
  { status_id: 1 },
  { status_id: 2 },
  { status_id: 1, status: 'Resolved' },
  { ...UNNAMED, status: 'constructor' },
  { ...UNNAMED, status: 'Unresolved' },
  { ...UNNAMED, status: 'Deleted - moved to another case' },
  { ...UNNAMED, status: 'Not closed' },
  { ...UNNAMED, status: 'Closed loop test failed' },
  { ...UNNAMED, status: 'Closedas' },
  { ...UNNAMED, status: 'Closed assignment' },
  { ...UNNAMED, status: 'resolved? reopened' },
  { ...UNNAMED, status: 'benignly' },
  { ...UNNAMED, status: 7 },
  { verdict_id: 0 },
  { verdict_id: 2 },
  { verdict_id: 4 },
  { verdict_id: 7 },
  { verdict_id: 8 },
  { verdict_id: 9 },
  { verdict_id: 99, verdict: 'False Positive' },
  { verdict_id: '1' },
  { is_alert: false },
  { is_alert: false, verdict_id: 2 },
  { activity_id: 2, activity_name: 'Close' },
  { activity_id: 99, activity_name: 'Close call' },
])('%j takes nothing back', (changes) => {
  expect(alertWith({ status_id: 1, activity_id: 2, ...changes }).inactive).toBeUndefined();
});

test('text from outside is cleaned', () => {
  expect(alertWith(info({ uid: 'a\u0007b', title: 'x\u202ey\n' }))).toMatchObject({
    alertId: expect.stringMatching(/^a b~[0-9a-f]{32}$/),
    reason: 'xy',
  });
});
