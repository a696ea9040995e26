import { describe, expect, test } from 'vitest';
import { inactiveFinding } from '../../../lambda/policy/inactive-finding.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

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
