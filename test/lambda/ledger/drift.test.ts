import { describe, expect, test } from 'vitest';
import type { ClientRecord } from '../../../lambda/ledger/client-record.ts';
import {
  deleted,
  drifted,
  isPortalRace,
  isWatched,
  lookedAt,
  passedOver,
} from '../../../lambda/ledger/drift.ts';
import { isReviewDue, knownClient } from '../../../lambda/ledger/known-client.ts';
import { THREE_AM } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';

const at = new Date(THREE_AM);
const AT = at.toISOString();
const ago = (milliseconds: number): string => new Date(THREE_AM - milliseconds).toISOString();
const STATES = ['containing', 'contained', 'restoring', 'restored', 'drifted', 'deleted', undefined] as const;
const by = { type: 'alert', alertId: 'a', source: 's', operator: null, reason: 'r' } as const;

describe('the watch looks at', () => {
  const old = { provenAt: ago(330_000), intendedAt: ago(16 * 60_000) };
  const watched = (given: Partial<ClientRecord>) =>
    STATES.filter((state) =>
      isWatched(recordOf({ ...given, ...(state === undefined ? {} : { state }) }), at),
    );

  test('what is off by proof, what drifted, and what a run left in between', () => {
    expect(watched(old)).toEqual(['containing', 'contained', 'restoring', 'drifted']);
  });

  test('nothing that a run is at work on', () => {
    expect(watched({ ...old, intendedAt: AT })).toEqual(['contained', 'drifted']);
    expect(watched({ ...old, intendedAt: AT, endedAt: AT })).toContain('containing');
  });

  test('nothing within 330 s of the proof', () => {
    expect(watched({ ...old, provenAt: ago(329_999) })).toEqual([]);
  });

  test('what was written and never proven, but not what was never written', () => {
    const { intendedAt } = old;
    expect(watched({ intendedAt, lastWriteAt: ago(330_000) })).toEqual(['containing', 'restoring']);
    expect(watched({ intendedAt })).toEqual([]);
  });
});

describe('a client that is on again is the portal’s own doing', () => {
  const written = recordOf({ state: 'contained', lastWritePortalTime: AT });

  test.each([
    ['an hour before our write', -3_600_000, true],
    ['five seconds after it', 5_000, true],
    ['later than that', 5_001, false],
  ])('where it was changed %s: %#', (_when, milliseconds, isRace) => {
    expect(isPortalRace(written, new Date(THREE_AM + milliseconds))).toBe(isRace);
  });

  test('never where one of the times is not known, nor twice in a containment', () => {
    expect(isPortalRace(written, undefined)).toBe(false);
    expect(isPortalRace(recordOf({ state: 'contained' }), at)).toBe(false);
    expect(isPortalRace({ ...written, raceUndone: true }, at)).toBe(false);
  });
});

describe('a look', () => {
  const seen = recordOf({ state: 'drifted', version: 4, decision: 2, held: { since: AT, by } });

  test('is a version more and no decision', () => {
    for (const next of [lookedAt(seen, at, 1), passedOver(seen, at), drifted(seen, at), deleted(seen, at)])
      expect(next).toMatchObject({ version: 5, decision: 2, lookedAt: AT });
  });

  test('that finds it off makes it contained, held no longer, and to be reviewed', () => {
    expect(lookedAt(seen, at, 1_000)).toMatchObject({
      state: 'contained',
      held: undefined,
      provenAt: AT,
      reviewBy: new Date(THREE_AM + 1_000).toISOString(),
    });
    const known = { ...seen, provenAt: ago(1), reviewBy: ago(2) };
    expect(lookedAt(known, at, 1_000)).toMatchObject({ provenAt: ago(1), reviewBy: ago(2) });
  });

  test('that shows nothing changes nothing else', () => {
    expect(passedOver(seen, at)).toEqual({ ...seen, version: 5, lookedAt: AT });
  });

  test('that finds it gone closes the record, for 400 days', () => {
    const days = ((deleted(seen, at).expiresAt ?? 0) - THREE_AM / 1_000) / (24 * 60 * 60);
    expect(days).toBe(400);
  });
});

describe('a client as results show it', () => {
  test('is held before it is anything else, by whoever it was held for', () => {
    const record = recordOf({ state: 'drifted', held: { since: ago(5), by: { ...by, reason: 'held' } }, by });
    expect(knownClient(record, at)).toMatchObject({ state: 'held', since: ago(5), by: { reason: 'held' } });
    expect(knownClient(recordOf({ held: { since: ago(5), by } }), at).state).toBe('held');
  });

  test.each([
    ['contained', { firstWriteAt: ago(1), intendedAt: ago(2) }, ago(1)],
    ['containing', { intendedAt: ago(2) }, ago(2)],
    ['drifted', { lookedAt: ago(3), firstWriteAt: ago(9) }, ago(3)],
    ['restored', { restoreAskedAt: ago(4), intendedAt: ago(3) }, ago(4)],
    ['deleted', {}, null],
  ] as const)('is %s since what made it so', (state, times, since) => {
    expect(knownClient(recordOf({ state, ...times }), at)).toMatchObject({ state, since });
  });

  test('is due for review once its time has come, as long as it is contained or drifted', () => {
    const due = STATES.filter((state) =>
      isReviewDue(recordOf({ reviewBy: AT, ...(state === undefined ? {} : { state }) }), at),
    );
    expect(due).toEqual(['contained', 'drifted']);
    expect(
      isReviewDue(recordOf({ state: 'contained', reviewBy: new Date(THREE_AM + 1).toISOString() }), at),
    ).toBe(false);
    expect(isReviewDue(recordOf({ state: 'contained' }), at)).toBe(false);
  });
});
