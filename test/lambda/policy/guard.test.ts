import { describe, expect, test } from 'vitest';
import { belowSeverity } from '../../../lambda/policy/below-severity.ts';
import { containmentUnderWay } from '../../../lambda/policy/containment-under-way.ts';
import { firstRefusal, type Guard, refuse } from '../../../lambda/policy/guard.ts';
import { DISABLE_GUARDS, ENABLE_GUARDS, HOLD_GUARDS, REQUEST_GUARDS } from '../../../lambda/policy/guards.ts';
import { inactiveFinding } from '../../../lambda/policy/inactive-finding.ts';
import { ledgerUnavailable } from '../../../lambda/policy/ledger-unavailable.ts';
import { needsApproval } from '../../../lambda/policy/needs-approval.ts';
import { protectedClient } from '../../../lambda/policy/protected-client.ts';
import { restoredSinceAlert } from '../../../lambda/policy/restored-since-alert.ts';
import { staleAlert } from '../../../lambda/policy/stale-alert.ts';
import { unrotatedSecret } from '../../../lambda/policy/unrotated-secret.ts';
import { alertOfAnotherPortal, clientOfAnotherTenant } from '../../../lambda/policy/wrong-portal.ts';
import { alert, CLIENT_ID, PEOPLE, policyOf, unread } from './requests.ts';

const passing: Guard = () => undefined;
const refusing: Guard = () => refuse('stale-alert', 'too old');
const throwing: Guard = () => {
  throw new Error('no such field');
};
const untouched: Guard = () => {
  throw new Error('must not be asked');
};
const ask = (guards: readonly Guard[]) => firstRefusal(guards, alert(), unread, policyOf());

describe('the policy', () => {
  test('asks these guards before any call to the portal, in this order', () => {
    expect(REQUEST_GUARDS).toEqual([
      protectedClient,
      alertOfAnotherPortal,
      staleAlert,
      belowSeverity,
      inactiveFinding,
    ]);
  });

  test('asks these guards of a disable once the client was read, in this order', () => {
    expect(DISABLE_GUARDS).toEqual([clientOfAnotherTenant, restoredSinceAlert]);
  });

  test('asks these guards of an alert that would write, before it takes a slot, in this order', () => {
    expect(HOLD_GUARDS).toEqual([belowSeverity, needsApproval]);
  });

  test('asks these guards of an enable once the client was read, in this order', () => {
    expect(ENABLE_GUARDS).toEqual([
      clientOfAnotherTenant,
      ledgerUnavailable,
      containmentUnderWay,
      unrotatedSecret,
    ]);
  });
});

describe('the first refusal', () => {
  test('wins, and no later guard is asked', () => {
    expect(ask([passing, refusing, untouched])).toEqual({ name: 'stale-alert', message: 'too old' });
  });

  test('is nothing where every guard passes', () => {
    expect(ask([passing, passing])).toBeUndefined();
    expect(ask([])).toBeUndefined();
  });

  test('of an alert that is wrong in every way follows the list, problem by problem', () => {
    const wrong = { portal: 'https://other.example', severity: 'low' };
    const name = (detail: Record<string, unknown>, envelope = {}, env: Record<string, string> = {}) =>
      firstRefusal(REQUEST_GUARDS, alert(detail, envelope), unread, policyOf(env))?.name;
    const replay = { 'replay-name': 'x' };
    expect(name(wrong, replay, { PROTECTED_CLIENT_IDS: CLIENT_ID })).toBe('protected-client');
    expect(name(wrong, replay)).toBe('wrong-portal');
    expect(name({ severity: 'low' }, replay)).toBe('stale-alert');
    expect(name({ severity: 'low' })).toBe('below-severity');
    expect(name({})).toBeUndefined();
  });

  test('of a person’s request can only be the protected list', () => {
    for (const request of PEOPLE) {
      const harsh = { MINIMUM_SEVERITY: 'critical', MAX_ALERT_AGE: '1s' };
      expect(firstRefusal(REQUEST_GUARDS, request, unread, policyOf(harsh))).toBeUndefined();
      const listed = policyOf({ ...harsh, PROTECTED_CLIENT_IDS: CLIENT_ID });
      expect(firstRefusal(REQUEST_GUARDS, request, unread, listed)?.name).toBe('protected-client');
    }
  });
});

describe('a guard that throws', () => {
  test('is a fault of ours: it is thrown on, and no later guard is asked', () => {
    expect(() => ask([passing, throwing, untouched])).toThrow('no such field');
  });
});
