import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { ledgerUnavailable } from '../../../lambda/policy/ledger-unavailable.ts';
import { alert, byHand, policyOf, unread } from './requests.ts';

describe('ledger-unavailable', () => {
  const silent: Facts = { ...unread, ledgerAnswers: false };

  test('an enable is refused while the ledger does not answer', () => {
    expect(ledgerUnavailable(byHand('enable'), silent, policyOf())).toEqual({
      name: 'ledger-unavailable',
      message: 'the ledger does not answer, so it cannot be known what was contained and why',
    });
  });

  test('an enable passes while it does', () => {
    expect(
      ledgerUnavailable(byHand('enable'), { ...unread, ledgerAnswers: true }, policyOf()),
    ).toBeUndefined();
  });

  test('a disable never waits for it', () => {
    for (const request of [alert(), byHand('disable')])
      expect(ledgerUnavailable(request, silent, policyOf())).toBeUndefined();
  });
});
