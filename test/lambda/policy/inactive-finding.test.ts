import { describe, expect, test } from 'vitest';
import { inactiveFinding } from '../../../lambda/policy/inactive-finding.ts';
import { INACTIVE_STATES } from '../../../lambda/requests/alert.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

describe('inactive-finding', () => {
  test.for(INACTIVE_STATES)('a finding that is %s is refused, also where a person chose it', (inactive) => {
    for (const chosenByPerson of [false, true])
      expect(inactiveFinding({ ...alert(), inactive, chosenByPerson }, unread, policyOf())).toEqual({
        name: 'inactive-finding',
        message: `the finding is ${inactive} where it comes from`,
      });
  });

  test('an alert and a person pass', () => {
    for (const request of [alert(), ...PEOPLE])
      expect(inactiveFinding(request, unread, policyOf())).toBeUndefined();
  });
});
