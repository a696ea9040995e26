import { describe, expect, test } from 'vitest';
import { type ChangeRequest, type Facts, refuse } from '../../../lambda/policy/guard.ts';
import { firstRefusal, REQUEST_GUARDS, SLOT_GUARDS, STATE_GUARDS } from '../../../lambda/policy/guards.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';
import { alert, byHand, CLIENT_ID, OTHER_ID, PEOPLE, policyOf, unread } from './requests.ts';

type Listed = (typeof REQUEST_GUARDS)[number];

const passing: Listed = ['below-severity', () => undefined];
const refusing: Listed = ['stale-alert', () => refuse('stale-alert', 'too old')];
const throwing: Listed = [
  'wrong-portal',
  () => {
    throw new Error('sk-secret');
  },
];
const untouched: Listed = [
  'protected-client',
  () => {
    throw new Error('must not be asked');
  },
];
const ask = (guards: readonly Listed[]) => firstRefusal(guards, alert(), unread, policyOf());

describe('the policy', () => {
  test('asks these guards before any call to the portal, in this order', () => {
    expect(REQUEST_GUARDS.map(([name]) => name)).toEqual([
      'protected-client',
      'wrong-portal',
      'stale-alert',
      'below-severity',
      'inactive-finding',
    ]);
  });

  test('asks these guards once the client was read, in this order', () => {
    expect(STATE_GUARDS.map(([name]) => name)).toEqual([
      'wrong-portal',
      'restored-since-alert',
      'ledger-unavailable',
      'containment-under-way',
      'unrotated-secret',
    ]);
    expect(SLOT_GUARDS.map(([name]) => name)).toEqual(['breaker-open']);
  });

  test('every guard refuses under the name it is listed with', () => {
    const everythingWrong: ChangeRequest = {
      ...alert({ portal: 'https://other.example', severity: 'low' }, { 'replay-name': 'x' }),
      inactive: 'resolved',
    };
    const strict = policyOf({ PROTECTED_CLIENT_IDS: CLIENT_ID });
    for (const [name, guard] of REQUEST_GUARDS)
      expect(guard(everythingWrong, unread, strict)?.name).toBe(name);
    const since = new Date(THREE_AM).toISOString();
    const times = { restoreAskedAt: since, intendedAt: since, alertIds: [alert().eventId] };
    const elsewhere: Facts = {
      ...unread,
      client: { clientId: OTHER_ID, tenant: 1, enabled: true, fingerprint: undefined },
      ledgerAnswers: false,
      slot: false,
    };
    const restored = { ...elsewhere, record: recordOf({ ...times, state: 'restored' }) };
    const containing = { ...elsewhere, record: recordOf({ ...times, state: 'containing' }) };
    for (const [name, guard] of [...STATE_GUARDS, ...SLOT_GUARDS]) {
      const names = [
        guard(alert(), restored, strict)?.name,
        guard(byHand('enable'), containing, strict)?.name,
      ];
      expect(names).toContain(name);
      expect(names.filter((given) => given !== undefined && given !== name)).toEqual([]);
    }
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
  test('is a refusal under its name, and no later guard is asked', () => {
    expect(ask([passing, throwing, untouched])).toEqual({
      name: 'wrong-portal',
      message: 'the guard itself failed, so it refuses; see the log',
    });
  });

  test('does not speak: what it threw is not in the refusal', () => {
    expect(JSON.stringify(ask([throwing]))).not.toContain('sk-secret');
  });
});
