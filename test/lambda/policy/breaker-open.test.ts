import { describe, expect, test } from 'vitest';
import { breakerOpen } from '../../../lambda/policy/breaker-open.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

describe('breaker-open', () => {
  const policy = policyOf({ BREAKER_LIMIT: '7', BREAKER_WINDOW: '90m' });

  test('an alert is held where alerts have disabled as many other clients as the limit says, in words that say so', () => {
    expect(breakerOpen(alert(), { ...unread, disabledByAlerts: 7 }, policy)).toEqual({
      name: 'breaker-open',
      message: 'alerts have disabled 7 clients within 90 min; this one is left on and held for a person',
      holds: true,
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
