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
      detectedAt: new Date('2026-01-31T02:58:30Z'),
      chosenByPerson: false,
      inactive: undefined,
    },
    places: {
      clientId: 'detail.findings.0.resources.0.uid',
      severity: 'detail.findings.0.severity_id',
      reason: 'detail.findings.0.finding_info.title',
      alertId: 'detail.findings.0.finding_info.uid',
      detectedAt: 'detail.findings.0.finding_info.last_seen_time',
    },
    emptyPlaces: [`unmapped.${KEY}`],
  });
});

test('the client id may stand in unmapped instead', () => {
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
    ['half a millisecond', { time: 1.5 }, `${at}time must be a whole number: milliseconds since 1970`],
    ['another OCSF', { metadata: { version: '2.0.0' } }, `${at}metadata.version must be a version of OCSF`],
    ['a severity in words', { severity_id: 'High' }, `${at}severity_id must be a whole number`],
    ['a time in words', info({ last_seen_time: '2026-01-31' }), `${at}finding_info.last_seen_time must be`],
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
  expect(alertWith({ severity_id }).severity).toBe(severity);
});

test.for([
  [info({ last_seen_time: 1769820000000, first_seen_time: 1 }), '2026-01-31T00:40:00.000Z'],
  [info({ first_seen_time: 1769820000000 }), '2026-01-31T00:40:00.000Z'],
  [{ ...info({}), time: 1769820000000 }, '2026-01-31T00:40:00.000Z'],
  [{ ...info({}), time: undefined }, '2026-01-31T02:59:58.000Z'],
  [info({ last_seen_time: 4102444800000 }), '2026-01-31T02:59:58.000Z'],
] as const)('of %j it was detected at %s', ([changes, detectedAt]) => {
  expect(alertWith(changes).detectedAt.toISOString()).toBe(detectedAt);
});

test.for([
  [{ status_id: 1 }, undefined],
  [{ status_id: 2 }, undefined],
  [{ status_id: 3 }, 'suppressed'],
  [{ status_id: 4 }, 'resolved'],
  [{ status_id: 5 }, 'archived'],
  [{ status_id: 6 }, 'deleted'],
  [{ status_id: 99, activity_id: 2 }, undefined],
  [{ status_id: 1, activity_id: 3 }, 'closed'],
  [{ status_id: undefined, status: 'Resolved' }, 'resolved'],
  [{ status_id: 99, status: ' SUPPRESSED ' }, 'suppressed'],
  [{ status_id: 0, status: 'archived' }, 'archived'],
  [{ status_id: 1, status: 'Resolved' }, undefined],
  [{ status_id: 99, status: 'constructor' }, undefined],
] as const)('of %j the finding is %s', ([changes, inactive]) => {
  expect(alertWith(changes).inactive).toBe(inactive);
});

test('text from outside is cleaned', () => {
  expect(alertWith(info({ uid: 'a\u0007b', title: 'x\u202ey\n' }))).toMatchObject({
    alertId: expect.stringMatching(/^a b~[0-9a-f]{32}$/),
    reason: 'xy',
  });
});
