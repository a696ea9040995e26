import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { belowSeverity } from '../../../lambda/policy/request-guards.ts';
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
});
