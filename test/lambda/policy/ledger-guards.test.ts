import { describe, expect, test } from 'vitest';
import { breakerOpen } from '../../../lambda/policy/breaker-open.ts';
import { containmentUnderWay } from '../../../lambda/policy/containment-under-way.ts';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { ledgerUnavailable } from '../../../lambda/policy/ledger-unavailable.ts';
import { restoredSinceAlert } from '../../../lambda/policy/restored-since-alert.ts';
import { unrotatedSecret } from '../../../lambda/policy/unrotated-secret.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';
import { alert, byHand, CLIENT_ID, PEOPLE, policyOf, unread } from './requests.ts';

const at = (milliseconds: number): string => new Date(THREE_AM + milliseconds).toISOString();

const MINUTE_MS = 60_000;

describe('breaker-open', () => {
  const policy = policyOf({ BREAKER_LIMIT: '7', BREAKER_WINDOW: '90m' });

  test('an alert is held where alerts have disabled as many other clients as the limit says, in words that say so', () => {
    expect(breakerOpen(alert(), { ...unread, disabledByAlerts: 7 }, policy)).toEqual({
      name: 'breaker-open',
      message: 'alerts have disabled 7 clients within 90 min; this one is left on and held for a person',
    });
  });

  test('an alert passes where fewer of those that hold the slots were disabled, and where none was asked for', () => {
    expect(breakerOpen(alert(), { ...unread, disabledByAlerts: 6 }, policy)).toBeUndefined();
    expect(breakerOpen(alert(), unread, policy)).toBeUndefined();
  });

  test('a person passes', () => {
    for (const request of PEOPLE)
      expect(breakerOpen(request, { ...unread, disabledByAlerts: 7 }, policy)).toBeUndefined();
  });
});

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

describe('containment-under-way', () => {
  const underWay: Facts = {
    ...unread,
    record: recordOf({ state: 'containing', intendedAt: at(-MINUTE_MS) }),
  };

  test('an enable is refused while a run disables the client, in words that say since when', () => {
    expect(containmentUnderWay(byHand('enable'), underWay, policyOf())).toEqual({
      name: 'containment-under-way',
      message: `the client is being disabled since ${at(-MINUTE_MS)}`,
    });
  });

  test.for([
    ['that has ended', recordOf({ state: 'containing', intendedAt: at(-MINUTE_MS), endedAt: at(0) })],
    ['that no run can be at any more', recordOf({ state: 'containing', intendedAt: at(-20 * MINUTE_MS) })],
    ['that is proven', recordOf({ state: 'contained', intendedAt: at(-MINUTE_MS) })],
    ['of which nothing is known', undefined],
  ] as const)('an enable passes after a containment %s', ([, record]) => {
    expect(containmentUnderWay(byHand('enable'), { ...unread, record }, policyOf())).toBeUndefined();
  });

  test('a disable passes', () => {
    for (const request of [alert(), byHand('disable')])
      expect(containmentUnderWay(request, underWay, policyOf())).toBeUndefined();
  });
});

describe('restored-since-alert', () => {
  const restored = (alertIds: string[] = [], askedAt = at(-10 * MINUTE_MS)): Facts => ({
    ...unread,
    record: recordOf({ state: 'restored', restoreAskedAt: askedAt, alertIds }),
  });
  const detected = (milliseconds: number) => alert({ detectedAt: at(milliseconds), alertId: 'siem-7' });
  const refusal = {
    name: 'restored-since-alert',
    message: `a person enabled the client at ${at(-10 * MINUTE_MS)}, after this alert was detected`,
  };

  test('what was detected more than five minutes before the restore was asked for is refused, at five minutes not', () => {
    expect(restoredSinceAlert(detected(-15 * MINUTE_MS - 1), restored(), policyOf())).toEqual(refusal);
    expect(restoredSinceAlert(detected(-15 * MINUTE_MS), restored(), policyOf())).toBeUndefined();
  });

  test.for([
    ['the sender’s id', ['siem-7']],
    ['the id of the event', [alert().eventId, 'another']],
  ] as const)('an alert of the containment, known by %s, is refused however young', ([, ids]) => {
    const facts = restored([...ids]);
    expect(restoredSinceAlert(detected(-11 * MINUTE_MS), facts, policyOf())).toEqual(refusal);
    expect(restoredSinceAlert(detected(-10 * MINUTE_MS), facts, policyOf())).toEqual(refusal);
    // The same thing anew was judged by nobody.
    expect(restoredSinceAlert(detected(-10 * MINUTE_MS + 1), facts, policyOf())).toBeUndefined();
  });

  test('a new alert passes, little as it is older than the restore', () => {
    expect(restoredSinceAlert(detected(-11 * MINUTE_MS), restored(['another']), policyOf())).toBeUndefined();
  });

  test.for([
    ['is unknown', undefined],
    ['is contained', recordOf({ state: 'contained', restoreAskedAt: at(0) })],
    ['is being restored', recordOf({ state: 'restoring', restoreAskedAt: at(0) })],
    ['was restored at a time that nobody knows', recordOf({ state: 'restored' })],
  ] as const)('an alert passes for a client that %s', ([, record]) => {
    expect(restoredSinceAlert(detected(-60 * MINUTE_MS), { ...unread, record }, policyOf())).toBeUndefined();
  });

  test('a person passes', () => {
    for (const request of PEOPLE)
      expect(restoredSinceAlert(request, restored([], at(MINUTE_MS)), policyOf())).toBeUndefined();
  });
});

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
