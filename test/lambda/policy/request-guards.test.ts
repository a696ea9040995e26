import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { belowSeverity } from '../../../lambda/policy/below-severity.ts';
import { inactiveFinding } from '../../../lambda/policy/inactive-finding.ts';
import { protectedClient } from '../../../lambda/policy/protected-client.ts';
import { staleAlert } from '../../../lambda/policy/stale-alert.ts';
import { alertOfAnotherPortal } from '../../../lambda/policy/wrong-portal.ts';
import { alert, byHand, CLIENT_ID, OTHER_ID, PEOPLE, PORTAL, policyOf, unread } from './requests.ts';

describe('protected-client', () => {
  const policy = policyOf({ PROTECTED_CLIENT_IDS: `${OTHER_ID}, ${CLIENT_ID.toUpperCase()}` });

  test.for([alert(), byHand('disable'), byHand('enable'), alert({ dryRun: true })])(
    'an alert and a person alike are refused: %o',
    (request) => {
      expect(protectedClient(request, unread, policy)).toEqual({
        name: 'protected-client',
        message: `${CLIENT_ID} is on the protected list; to act on it, take it off the list first`,
      });
    },
  );

  test('a client that is not on the list passes', () => {
    const others = policyOf({ PROTECTED_CLIENT_IDS: OTHER_ID });
    expect(protectedClient(alert(), unread, others)).toBeUndefined();
    expect(protectedClient(alert(), unread, policyOf())).toBeUndefined();
  });
});

describe('wrong-portal, before the read', () => {
  test.for([
    'https://other.example',
    'http://office.example',
    'https://office.example:8443',
    'https://office.example.evil.com',
  ])('an alert for %s is refused', (portal) => {
    expect(alertOfAnotherPortal(alert({ portal }), unread, policyOf())).toEqual({
      name: 'wrong-portal',
      message: `the alert is for another portal than ${PORTAL}`,
    });
  });

  test.for([`${PORTAL}/`, 'https://OFFICE.example:443/rooms', undefined])(
    'an alert for %s passes',
    (portal) => {
      expect(alertOfAnotherPortal(alert({ portal }), unread, policyOf())).toBeUndefined();
    },
  );

  test('a person passes', () => {
    for (const request of PEOPLE) expect(alertOfAnotherPortal(request, unread, policyOf())).toBeUndefined();
  });
});

describe('stale-alert', () => {
  const refused = (detectedAt: string, env: Record<string, string> = {}) =>
    staleAlert(alert({ detectedAt }), unread, policyOf(env));

  test('an alert is too old a millisecond after the limit, not at it', () => {
    expect(refused('2026-01-30T03:00:00.000Z')).toBeUndefined();
    expect(refused('2026-01-30T02:59:59.999Z')).toEqual({
      name: 'stale-alert',
      message: 'the alert is 24 h old; the limit is 24 h',
    });
  });

  test('the limit is the setting’s', () => {
    expect(refused('2026-01-31T02:00:00Z', { MAX_ALERT_AGE: '30m' })?.message).toBe(
      'the alert is 1 h old; the limit is 0.5 h',
    );
    expect(refused('2026-01-25T03:00:00Z', { MAX_ALERT_AGE: '7d' })).toBeUndefined();
  });

  test('up to three days are told in hours, more in days', () => {
    expect(refused('2026-01-28T03:00:00Z')?.message).toBe('the alert is 72 h old; the limit is 24 h');
    expect(refused('2026-01-26T15:00:00Z')?.message).toBe('the alert is 4.5 days old; the limit is 24 h');
  });

  test('what counts is the time of detection, not of delivery', () => {
    const late = alert({ detectedAt: '2026-01-01T00:00:00Z' }, { time: '2026-01-31T02:59:59Z' });
    expect(staleAlert(late, unread, policyOf())?.name).toBe('stale-alert');
  });

  test('a replay is refused, however young, unless the settings allow replays', () => {
    const replayed = alert({}, { 'replay-name': 'after-the-outage' });
    expect(staleAlert(replayed, unread, policyOf())?.message).toContain('replay');
    expect(staleAlert(replayed, unread, policyOf({ ALLOW_REPLAYS: 'true' }))).toBeUndefined();
  });

  test('an allowed replay must still be young enough', () => {
    const old = alert({ detectedAt: '2026-01-01T00:00:00Z' }, { 'replay-name': 'x' });
    expect(staleAlert(old, unread, policyOf({ ALLOW_REPLAYS: 'true' }))?.message).toContain('days old');
  });

  test('an alert from a clock that runs ahead passes', () => {
    const ahead = alert({}, { time: '2026-01-31T03:05:00Z' });
    expect(staleAlert(ahead, unread, policyOf())).toBeUndefined();
  });

  test('a person passes', () => {
    for (const request of PEOPLE)
      expect(staleAlert(request, unread, policyOf({ MAX_ALERT_AGE: '1s' }))).toBeUndefined();
  });
});

describe('below-severity', () => {
  const pairs = SEVERITIES.flatMap((severity, rank) =>
    SEVERITIES.map((least, leastRank) => ({ severity, least, passes: rank >= leastRank })),
  );

  test.for(pairs)('$severity at threshold $least: passes $passes', ({ severity, least, passes }) => {
    const refusal = belowSeverity(alert({ severity }), unread, policyOf({ MINIMUM_SEVERITY: least }));
    expect(refusal).toEqual(
      passes
        ? undefined
        : { name: 'below-severity', message: `severity ${severity} is under the threshold ${least}` },
    );
  });

  test('an alert that a person chose passes', () => {
    const chosen = { ...alert({ severity: 'low' }), chosenByPerson: true };
    expect(belowSeverity(chosen, unread, policyOf({ MINIMUM_SEVERITY: 'critical' }))).toBeUndefined();
  });

  test('an alert that does not say how bad it is passes the default threshold', () => {
    expect(belowSeverity(alert({ severity: null }), unread, policyOf())).toBeUndefined();
  });

  test('a person passes', () => {
    for (const request of PEOPLE)
      expect(belowSeverity(request, unread, policyOf({ MINIMUM_SEVERITY: 'critical' }))).toBeUndefined();
  });
});

describe('inactive-finding', () => {
  test('a finding that was taken back is refused, also where a person chose it, and the field is named', () => {
    const inactive = 'VerificationState is FALSE_POSITIVE';
    for (const chosenByPerson of [false, true])
      expect(inactiveFinding({ ...alert(), inactive, chosenByPerson }, unread, policyOf())).toEqual({
        name: 'inactive-finding',
        message: 'the finding was taken back where it comes from: VerificationState is FALSE_POSITIVE',
      });
  });

  test('an alert and a person pass', () => {
    for (const request of [alert(), ...PEOPLE])
      expect(inactiveFinding(request, unread, policyOf())).toBeUndefined();
  });
});
