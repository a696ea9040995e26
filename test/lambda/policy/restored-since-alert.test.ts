import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/policy/guard.ts';
import { restoredSinceAlert } from '../../../lambda/policy/restored-since-alert.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

const at = (milliseconds: number): string => new Date(THREE_AM + milliseconds).toISOString();

const MINUTE_MS = 60_000;

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
    // The same thing again was judged by nobody.
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
