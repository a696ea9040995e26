import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { alertOfAnotherPortal, clientOfAnotherTenant } from '../../../lambda/policy/wrong-portal.ts';
import { alert, byHand, CLIENT_ID, OTHER_ID, PEOPLE, PORTAL, policyOf, unread } from './requests.ts';

const shown = (client: Partial<NonNullable<Facts['client']>>, tenant?: number): Facts => ({
  ...unread,
  tenant,
  client: { clientId: CLIENT_ID, tenant: 1, enabled: true, fingerprint: undefined, ...client },
});

const requests = [alert(), byHand('disable'), byHand('enable')];

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

test('a client of another tenant than the key’s is refused, whoever asks', () => {
  for (const request of requests)
    expect(clientOfAnotherTenant(request, shown({ tenant: 2 }, 1), policyOf())).toEqual({
      name: 'wrong-portal',
      message: 'the client is of tenant 2, the key of tenant 1',
    });
});

test('another client than the one asked for is refused, and its id is not repeated', () => {
  for (const request of requests) {
    const refusal = clientOfAnotherTenant(request, shown({ clientId: OTHER_ID }, 1), policyOf());
    expect(refusal?.name).toBe('wrong-portal');
    expect(refusal?.message).toContain(CLIENT_ID);
    expect(refusal?.message).not.toContain(OTHER_ID);
  }
});

test.for([
  ['the same tenant', shown({}, 1)],
  ['tenant zero on both sides', shown({ tenant: 0 }, 0)],
  ['a portal that does not show the client’s tenant', shown({ tenant: undefined }, 1)],
  ['a key that does not show its tenant', shown({ tenant: 2 })],
  ['a client that could not be read', { ...unread, tenant: 1 }],
] as const)('%s passes', ([, facts]) => {
  expect(clientOfAnotherTenant(alert(), facts, policyOf())).toBeUndefined();
});

test('tenant zero is a tenant', () => {
  expect(clientOfAnotherTenant(alert(), shown({ tenant: 0 }, 1), policyOf())?.name).toBe('wrong-portal');
  expect(clientOfAnotherTenant(alert(), shown({ tenant: 1 }, 0), policyOf())?.name).toBe('wrong-portal');
});
