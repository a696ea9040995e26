import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { belowSeverity } from '../../../lambda/policy/below-severity.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

describe('below-severity', () => {
  const pairs = SEVERITIES.flatMap((severity, rank) =>
    SEVERITIES.map((minimum, minimumRank) => ({ severity, minimum, passes: rank >= minimumRank })),
  );

  test.for(pairs)('$severity at threshold $minimum: passes $passes', ({ severity, minimum, passes }) => {
    const refusal = belowSeverity(alert({ severity }), unread, policyOf({ MINIMUM_SEVERITY: minimum }));
    expect(refusal).toEqual(
      passes
        ? undefined
        : { name: 'below-severity', message: `severity ${severity} is under the threshold ${minimum}` },
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

  test('an alert between the two thresholds is held, and passes where the client is off', () => {
    const policy = policyOf({ MINIMUM_SEVERITY: 'high', HOLD_SEVERITY: 'medium' });
    const held = {
      name: 'below-severity',
      message: 'severity medium is under the threshold high',
      holds: true,
    };
    const client = { clientId: 'c', tenant: 1, fingerprint: undefined };
    const medium = alert({ severity: 'medium' });
    expect(belowSeverity(medium, unread, policy)).toEqual(held);
    expect(belowSeverity(medium, { ...unread, client: { ...client, enabled: true } }, policy)).toEqual(held);
    expect(
      belowSeverity(medium, { ...unread, client: { ...client, enabled: false } }, policy),
    ).toBeUndefined();
    expect(belowSeverity(alert({ severity: 'low' }), unread, policy)?.holds).toBeUndefined();
    for (const request of PEOPLE) expect(belowSeverity(request, unread, policy)).toBeUndefined();
  });
});
