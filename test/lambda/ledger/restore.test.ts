import { describe, expect, test } from 'vitest';
import { notRestored, restored, restoring } from '../../../lambda/ledger/restore.ts';
import { THREE_AM } from '../../alerts.ts';
import { intentOf, recordOf } from '../ledger-records.ts';

const DAY_S = 24 * 60 * 60;
const at = new Date(THREE_AM);
const AT = at.toISOString();
const EARLIER = new Date(THREE_AM - 60_000).toISOString();

const restoreEnd = { runId: 'run', outcome: 'enabled' as const, resultId: 'result', at };

describe('a restore', () => {
  test('is an intent first, which keeps what is known of the containment', () => {
    const before = recordOf({ state: 'contained', decision: 3, fingerprint: 'old', alertIds: ['a'] });
    expect(restoring(before, intentOf())).toMatchObject({
      state: 'restoring',
      decision: 4,
      fingerprint: 'old',
      alertIds: ['a'],
      restoreAskedAt: AT,
    });
  });

  test('is written only if it is still the last decision', () => {
    const intent = restoring(recordOf({ state: 'contained' }), intentOf());
    expect(restored(intent, restoreEnd)).toMatchObject({
      state: 'restored',
      expiresAt: THREE_AM / 1_000 + 400 * DAY_S,
    });
    expect(restored({ ...intent, runId: 'later' }, restoreEnd)).toBeUndefined();
    expect(restored({ ...intent, state: 'containing' }, restoreEnd)).toBeUndefined();
    expect(restored(undefined, restoreEnd)).toBeUndefined();
  });

  test('that failed leaves the client contained where it is off, else restoring; never a word of it asked', () => {
    const failed = { ...restoreEnd, outcome: 'failed' as const };
    for (const state of ['restoring', 'restored'] as const) {
      const before = recordOf({ state, runId: 'run', restoreAskedAt: EARLIER, expiresAt: 1 });
      const off = notRestored(before, { ...failed, isOff: true, isInDoubt: false });
      expect(off).toMatchObject({ state: 'contained', provenAt: AT, lookedAt: AT });
      expect([off?.restoreAskedAt, off?.expiresAt]).toEqual([undefined, undefined]);
      expect(notRestored(before, { ...failed, isOff: false, isInDoubt: false })).toMatchObject({
        state: 'restoring',
      });
    }
    expect(
      notRestored(recordOf({ state: 'containing', runId: 'later' }), {
        ...failed,
        isOff: true,
        isInDoubt: false,
      }),
    ).toBeUndefined();
  });
});
