import { describe, expect, test } from 'vitest';
import { staleAlert } from '../../../lambda/policy/stale-alert.ts';
import { alert, PEOPLE, policyOf, unread } from './requests.ts';

describe('stale-alert', () => {
  const refused = (detectedAt: string, env: Record<string, string> = {}) =>
    staleAlert(alert({ detectedAt }), unread, policyOf(env));

  test('an alert is too old a millisecond after the limit, not at it', () => {
    expect(refused('2026-01-30T03:00:00.000Z')).toBeUndefined();
    expect(refused('2026-01-30T02:59:59.999Z')).toEqual({
      name: 'stale-alert',
      message: 'the alert is 24 h old; the limit is 24 h',
    });
  });

  test('the limit is the setting’s', () => {
    expect(refused('2026-01-31T02:00:00Z', { MAX_ALERT_AGE: '30m' })?.message).toBe(
      'the alert is 1 h old; the limit is 0.5 h',
    );
    expect(refused('2026-01-25T03:00:00Z', { MAX_ALERT_AGE: '7d' })).toBeUndefined();
  });

  test('up to three days are reported in hours, more in days', () => {
    expect(refused('2026-01-28T03:00:00Z')?.message).toBe('the alert is 72 h old; the limit is 24 h');
    expect(refused('2026-01-26T15:00:00Z')?.message).toBe('the alert is 4.5 days old; the limit is 24 h');
  });

  test('what counts is the time of detection, not of delivery', () => {
    const late = alert({ detectedAt: '2026-01-01T00:00:00Z' }, { time: '2026-01-31T02:59:59Z' });
    expect(staleAlert(late, unread, policyOf())?.name).toBe('stale-alert');
  });

  test('a replay is refused, however young, unless the settings allow replays', () => {
    const replayed = alert({}, { 'replay-name': 'after-the-outage' });
    expect(staleAlert(replayed, unread, policyOf())?.message).toContain('replay');
    expect(staleAlert(replayed, unread, policyOf({ ALLOW_REPLAYS: 'true' }))).toBeUndefined();
  });

  test('an allowed replay must still be young enough', () => {
    const old = alert({ detectedAt: '2026-01-01T00:00:00Z' }, { 'replay-name': 'x' });
    expect(staleAlert(old, unread, policyOf({ ALLOW_REPLAYS: 'true' }))?.message).toContain('days old');
  });

  test('an alert from a clock that runs ahead passes', () => {
    const ahead = alert({}, { time: '2026-01-31T03:05:00Z' });
    expect(staleAlert(ahead, unread, policyOf())).toBeUndefined();
  });

  test('a person passes', () => {
    for (const request of PEOPLE)
      expect(staleAlert(request, unread, policyOf({ MAX_ALERT_AGE: '1s' }))).toBeUndefined();
  });
});
