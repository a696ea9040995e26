import { describe, expect, test } from 'vitest';
import type { ClientRecord } from '../../../lambda/ledger/client-record.ts';
import {
  accepted,
  containing,
  ended,
  isDisableAtWork,
  isRetryOf,
} from '../../../lambda/ledger/containment.ts';
import { THREE_AM } from '../../alerts.ts';
import { BY_ALERT, intentOf, recordOf } from '../ledger-records.ts';

const DAY_S = 24 * 60 * 60;
const at = new Date(THREE_AM);
const AT = at.toISOString();
const EARLIER = new Date(THREE_AM - 60_000).toISOString();

const disableEnd = (given: Partial<Parameters<typeof ended>[1]> = {}) => ({
  runId: 'run',
  outcome: 'disabled' as const,
  resultId: 'result',
  at,
  verifiedAt: at,
  acceptedAt: at,
  writtenAt: at as Date | undefined,
  isUnanswered: false,
  requestKey: 'key',
  reviewAfterMs: 3_600_000,
  gone: false,
  ...given,
});

const STATES = ['containing', 'contained', 'restoring', 'restored', 'drifted', 'deleted'] as const;

describe('the intent to disable', () => {
  test('is the first decision about a client that nobody knew', () => {
    expect(containing(undefined, intentOf())).toMatchObject({
      version: 1,
      decision: 1,
      state: 'containing',
      enabledBefore: true,
      fingerprint: 'new',
      alertIds: ['alert'],
      raceUndone: false,
    });
  });

  test.each(STATES)('is one decision and one version more after %s, and waits for its end', (state) => {
    const before = recordOf({ state, version: 7, decision: 4, endedAt: EARLIER, outcome: 'x', expiresAt: 1 });
    const after = containing(before, intentOf());
    expect(after).toMatchObject({ state: 'containing', version: 8, decision: 5 });
    expect([after.endedAt, after.outcome, after.expiresAt, after.held]).toEqual(Array(4).fill(undefined));
  });

  test.each(['containing', 'contained'] as const)('goes on with a containment that is %s', (state) => {
    const before = recordOf({
      state,
      fingerprint: 'old',
      alertIds: ['first'],
      raceUndone: true,
      reviewBy: EARLIER,
      lastWriteAt: EARLIER,
    });
    expect(containing(before, intentOf({ enabledBefore: false }))).toMatchObject({
      fingerprint: 'old',
      alertIds: ['first', 'alert'],
      raceUndone: true,
      reviewBy: EARLIER,
      lastWriteAt: EARLIER,
    });
  });

  test.each(['containing', 'contained'] as const)(
    'begins again if the client was enabled outside the kill switch after %s',
    (state) => {
      const before = recordOf({
        state,
        fingerprint: 'old',
        alertIds: ['first'],
        endedAt: EARLIER,
        reviewBy: EARLIER,
        provenAt: EARLIER,
        lookedAt: EARLIER,
        containedSince: EARLIER,
      });
      const after = containing(before, intentOf());
      expect(after).toMatchObject({ fingerprint: 'new', alertIds: ['alert'], containedBy: BY_ALERT });
      expect([after.reviewBy, after.provenAt, after.lookedAt, after.containedSince]).toEqual(
        Array(4).fill(undefined),
      );
      // The watch has seen it come back, and goes on with the containment; the secret is the one that was live.
      const watched = containing(before, intentOf({ by: { ...BY_ALERT, type: 'schedule' } }));
      expect(watched).toMatchObject({
        fingerprint: 'new',
        alertIds: ['first', 'alert'],
        provenAt: EARLIER,
      });
    },
  );

  test.each(['restoring', 'restored', 'drifted', 'deleted'] as const)('begins again after %s', (state) => {
    const before = recordOf({
      state,
      fingerprint: 'old',
      alertIds: ['first'],
      raceUndone: true,
      reviewBy: EARLIER,
      lastWriteAt: EARLIER,
      lastWritePortalTime: EARLIER,
    });
    const after = containing(before, intentOf());
    expect(after).toMatchObject({ fingerprint: 'new', alertIds: ['alert'], raceUndone: false });
    expect([after.reviewBy, after.lastWriteAt, after.lastWritePortalTime]).toEqual(Array(3).fill(undefined));
  });

  test('keeps what the first run of the same request saw', () => {
    const first = recordOf({
      state: 'containing',
      requestKey: 'key',
      receivedAt: EARLIER,
      firstWriteAt: EARLIER,
      enabledBefore: true,
    });
    expect(containing(first, intentOf({ enabledBefore: false }))).toMatchObject({
      receivedAt: EARLIER,
      firstWriteAt: EARLIER,
      enabledBefore: true,
    });
    expect(containing(first, intentOf({ requestKey: 'other', enabledBefore: false }))).toMatchObject({
      receivedAt: AT,
      enabledBefore: false,
    });
  });

  test('keeps the five hundred newest alerts; one that comes again is new', () => {
    const alertIds = Array.from({ length: 500 }, (_, n) => `${n}`);
    const again = containing(
      recordOf({ state: 'contained', alertIds }),
      intentOf({ enabledBefore: false, alertIds: ['0', 'next'] }),
    );
    expect(again.alertIds).toEqual([...alertIds.slice(2), '0', 'next']);
    const after = containing(recordOf({ state: 'contained', alertIds }), intentOf({ enabledBefore: false }));
    expect(after.alertIds).toEqual([...alertIds.slice(1), 'alert']);
  });

  test('is a retry only of the same request, and of one that nobody has undone since', () => {
    const request = { requestKey: 'key', enabledBefore: false };
    const states = STATES.filter((state) => isRetryOf(recordOf({ state, requestKey: 'key' }), request));
    expect(states).toEqual(['containing', 'contained']);
    const contained = recordOf({ state: 'contained', requestKey: 'key' });
    expect(isRetryOf(contained, { ...request, enabledBefore: true })).toBe(false);
    expect(isRetryOf(contained, { ...request, requestKey: 'other' })).toBe(false);
    expect(isRetryOf(undefined, request)).toBe(false);
  });
});

test('a containment is under way until its run has ended, or cannot live any more', () => {
  const begun = (ageMs: number, given: Partial<ClientRecord> = {}) =>
    recordOf({ state: 'containing', intendedAt: new Date(THREE_AM - ageMs).toISOString(), ...given });
  expect(isDisableAtWork(begun(0), at)).toBe(true);
  expect(isDisableAtWork(begun(15 * 60_000 - 1), at)).toBe(true);
  expect(isDisableAtWork(begun(15 * 60_000), at)).toBe(false);
  expect(isDisableAtWork(begun(0, { endedAt: AT }), at)).toBe(false);
  expect(isDisableAtWork(begun(0, { state: 'contained' }), at)).toBe(false);
  expect(isDisableAtWork(undefined, at)).toBe(false);
});

describe('an accepted disabling write', () => {
  const write = { runId: 'run', sentAt: at, at, portalAt: at };

  test('is noted, the first as the moment of containment, the last for the watch', () => {
    const before = recordOf({
      state: 'containing',
      runId: 'run',
      firstWriteAt: EARLIER,
      lastWriteAt: EARLIER,
    });
    expect(accepted(before, write)).toMatchObject({
      firstWriteAt: EARLIER,
      lastWriteAt: AT,
      lastWritePortalTime: AT,
    });
  });

  test('of another run is noted as long as the client is to be off', () => {
    const noted = STATES.filter(
      (state) => accepted(recordOf({ state, runId: 'other' }), write) !== undefined,
    );
    expect(noted).toEqual(['containing', 'contained']);
    expect(accepted(undefined, write)).toBeUndefined();
  });
});

describe('the end of a disable', () => {
  const mine = (given: Partial<ClientRecord> = {}) =>
    recordOf({ state: 'containing', runId: 'run', ...given });

  test('with a proof makes the client contained, to be reviewed, and held no longer', () => {
    expect(ended(mine({ held: { since: EARLIER, by: BY_ALERT } }), disableEnd())).toMatchObject({
      state: 'contained',
      endedAt: AT,
      outcome: 'disabled',
      resultId: 'result',
      provenAt: AT,
      lookedAt: AT,
      reviewBy: new Date(THREE_AM + 3_600_000).toISOString(),
      held: undefined,
    });
  });

  test('without a proof leaves it containing: nobody may take it for off', () => {
    const end = disableEnd({ outcome: 'unverified', verifiedAt: undefined });
    expect(ended(mine(), end)).toMatchObject({ state: 'containing', endedAt: AT, outcome: 'unverified' });
  });

  test('of a client that is believably gone closes the record for 400 days', () => {
    expect(ended(mine(), disableEnd({ gone: true, verifiedAt: undefined }))).toMatchObject({
      state: 'deleted',
      expiresAt: THREE_AM / 1_000 + 400 * DAY_S,
    });
  });

  test('of a run that a later disable overtook proves the client off, and leaves the later its own end', () => {
    const later = mine({ runId: 'later', intendedAt: AT });
    const after = ended(later, disableEnd());
    expect(after).toMatchObject({ state: 'containing', provenAt: AT });
    expect([after?.endedAt, after?.outcome]).toEqual([undefined, undefined]);
    const done = ended(mine({ runId: 'later', intendedAt: AT, endedAt: AT }), disableEnd());
    expect(done?.state).toBe('contained');
  });

  test('says nothing where the later decision was not to disable, or where there is no proof', () => {
    for (const state of ['restoring', 'restored', 'drifted', 'deleted'] as const)
      expect(ended(recordOf({ state, runId: 'later' }), disableEnd())).toBeUndefined();
    expect(ended(mine({ runId: 'later' }), disableEnd({ verifiedAt: undefined }))).toBeUndefined();
    expect(ended(undefined, disableEnd())).toBeUndefined();
  });
});
