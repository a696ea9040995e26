import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { unrotatedSecret } from '../../../lambda/policy/unrotated-secret.ts';
import { recordOf } from '../ledger-records.ts';
import { alert, byHand, CLIENT_ID, policyOf, unread } from './requests.ts';

describe('unrotated-secret', () => {
  const facts = (then: string | undefined, now: string | undefined): Facts => ({
    ...unread,
    record: recordOf({ state: 'contained', ...(then === undefined ? {} : { fingerprint: then }) }),
    client: { clientId: CLIENT_ID, tenant: 1, enabled: false, fingerprint: now },
  });
  const unknown = {
    name: 'unrotated-secret',
    message: 'it cannot be known whether the client secret was changed since the containment',
    reason: 'rotation-unknown',
  };

  test('an enable with the secret of the containment is refused', () => {
    expect(unrotatedSecret(byHand('enable'), facts('old', 'old'), policyOf())).toEqual({
      name: 'unrotated-secret',
      message: 'the client secret is still the one that it was contained with',
    });
  });

  test('an enable with another secret passes', () => {
    expect(unrotatedSecret(byHand('enable'), facts('old', 'new'), policyOf())).toBeUndefined();
  });

  test.for([
    ['then', facts(undefined, 'new')],
    ['now', facts('old', undefined)],
    ['then and now', facts(undefined, undefined)],
    ['since there is no record', { ...facts('old', 'new'), record: undefined }],
    ['since the portal shows no client', { ...facts('old', 'new'), client: undefined }],
  ] as const)('an enable is refused where the secret is not known: %s', ([, given]) => {
    expect(unrotatedSecret(byHand('enable'), given, policyOf())).toEqual(unknown);
  });

  test('a person may accept it', () => {
    const request = byHand('enable', { acceptUnrotatedSecret: true });
    for (const given of [facts('old', 'old'), facts(undefined, undefined)])
      expect(unrotatedSecret(request, given, policyOf())).toBeUndefined();
  });

  test('a disable passes', () => {
    for (const request of [alert(), byHand('disable')])
      expect(unrotatedSecret(request, facts('old', 'old'), policyOf())).toBeUndefined();
  });
});
