import { describe, expect, test } from 'vitest';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { BACKUP, CRM } from '../../model.ts';
import { expectAgreement, expectOneFinalResult } from './agreement.ts';
import { allOrders, sampledOrders } from './all-orders.ts';
import { createMeeting, type Meeting } from './meeting.ts';

const HOUR_MS = 3_600_000;

/** An alert that was detected a second before the meeting: after everything that went before. */
const newAlert = (id: string, clientId = CRM) =>
  alertFor(clientId, { id, time: new Date(THREE_AM + HOUR_MS - 1_000).toISOString() });

const enable = { action: 'enable', clientId: CRM, reason: 'case closed', acceptUnrotatedSecret: true };
const disable = { action: 'disable', clientId: CRM, reason: 'by hand' };
const watch = { schedule: 'watch' };

const anHourLater: Meeting['before'] = async (_model, clock) => {
  clock.ms = THREE_AM + HOUR_MS;
};

const contained: Meeting['before'] = async (model, clock) => {
  await model.container('earlier')(alertFor(CRM, { id: 'first' }));
  await anHourLater(model, clock);
};

const onByHand: Meeting['before'] = async (model, clock) => {
  await contained(model, clock);
  await model.portal.activate(CRM, true);
};

/** Enabled as if at the moment of our own write. */
const onByRace: Meeting['before'] = async (model, clock) => {
  await model.container('earlier')(alertFor(CRM, { id: 'first' }));
  await model.portal.activate(CRM, true);
  await anHourLater(model, clock);
};

const agree: Meeting['after'] = async (model, results) => {
  await expectAgreement(model, results.values());
  expectOneFinalResult(model.published);
};

/** They agree, and every alert was heard: none was refused, none was lost. */
const agreeAndHear =
  (...alerts: string[]): Meeting['after'] =>
  async (model, results) => {
    await agree(model, results);
    for (const alert of alerts)
      expect(['disabled', 'already-disabled']).toContain(results.get(alert)?.outcome);
  };

/** More than any meeting here has; one that has more orders fails. */
const MAX_PLAYS = 200_000;

/** `EVERY_ORDER=1` plays the long meeting whole, too: some 80,000 plays, a minute or two. */
const { EVERY_ORDER } = process.env;
const WHOLE = EVERY_ORDER === '1';

/**
 * Every order; of a long meeting every order with at most three interruptions of one run by the other, and a
 * sample, drawn with a seed, of those with more.
 */
const everyOrder = async (meeting: Meeting, { isLong = false } = {}): Promise<void> => {
  const play = createMeeting(meeting);
  const isCut = isLong && !WHOLE;
  const { complete } = await allOrders(play, {
    maxPlays: MAX_PLAYS,
    ...(isCut ? { maxInterruptions: 3 } : {}),
  });
  expect(complete).toBe(true);
  if (isCut) await sampledOrders(play, { orders: 500, seed: 4_711 });
};

const LONG = { isLong: true };
const NET = { timeout: WHOLE ? 3_600_000 : 600_000 };

describe('in every order, portal, ledger and last result agree after', NET, () => {
  test('a restore and an alert, for a client that is off', () =>
    everyOrder(
      {
        before: contained,
        cast: { restore: enable, alert: newAlert('second') },
        after: async (model, results) => {
          await agreeAndHear('alert')(model, results);
          // A client that a restore had enabled was not off already.
          const isLater = !model.isOn() && results.get('restore')?.outcome === 'enabled';
          if (isLater)
            expect(results.get('alert')).toMatchObject({
              outcome: 'disabled',
              client: { enabledBefore: true },
            });
        },
      },
      LONG,
    ));

  test('a restore and an alert, for a client that somebody enabled by hand', () =>
    everyOrder({
      before: onByHand,
      cast: { restore: enable, alert: newAlert('second') },
      after: agreeAndHear('alert'),
    }));

  test('a restore and the drift watch, which then has nothing to report, for a client that is off', () =>
    everyOrder({
      before: contained,
      cast: { restore: enable, watch },
      after: async (model, results) => {
        await agree(model, results);
        expect(results.get('restore')?.outcome).toBe('enabled');
        expect(model.published.map(({ outcome }) => outcome)).toEqual(['disabled', 'enabled']);
      },
    }));

  test.each([
    ['somebody enabled it by hand; drift is reported', onByHand, 'report'],
    ['somebody enabled it by hand; drift is disabled', onByHand, 'disable'],
    ['the portal’s race enabled it', onByRace, 'report'],
  ])('a restore and the drift watch, for a client that %s', (_name, before, ON_DRIFT) =>
    everyOrder({ env: { ON_DRIFT }, before, cast: { restore: enable, watch }, after: agree }),
  );

  test('two restores of one client', () =>
    everyOrder({ before: contained, cast: { one: enable, two: enable }, after: agree }, LONG));

  test('two alerts for one client', () =>
    everyOrder(
      {
        before: anHourLater,
        cast: { one: newAlert('one'), two: newAlert('two') },
        after: agreeAndHear('one', 'two'),
      },
      LONG,
    ));

  test('two alerts for one client that is contained already', () =>
    everyOrder(
      {
        before: contained,
        cast: { one: newAlert('one'), two: newAlert('two') },
        after: agreeAndHear('one', 'two'),
      },
      LONG,
    ));

  test('two alerts for two clients, of which the circuit breaker leaves one on and held', () =>
    everyOrder(
      {
        env: { BREAKER_LIMIT: '1' },
        before: anHourLater,
        cast: { one: newAlert('one', CRM), two: newAlert('two', BACKUP) },
        // Who finds the slot taken waits twice, then fails and is delivered again.
        remainingMs: 16_000,
        after: async (model, results) => {
          const [on, off] = model.isOn(CRM) ? [CRM, BACKUP] : [BACKUP, CRM];
          expect([model.isOn(on), model.isOn(off)]).toEqual([true, false]);
          const outcomes = [results.get('one')?.outcome, results.get('two')?.outcome];
          expect(outcomes.sort()).toEqual(['disabled', 'held']);
          expect(await model.record(on)).toMatchObject({ held: { by: { type: 'alert' } } });
          // What came before the hold was no end: no result said that the alert had ended.
          const before = model.published.filter(
            ({ client, outcome }) => client?.clientId === on && outcome !== 'held',
          );
          expect(before.filter(({ final }) => final)).toEqual([]);
          await expectAgreement(model, results.values(), off);
        },
      },
      LONG,
    ));

  test('an alert and the drift watch that disables the client', () =>
    everyOrder({
      env: { ON_DRIFT: 'disable' },
      before: onByHand,
      cast: { alert: newAlert('second'), watch },
      after: agreeAndHear('alert'),
    }));

  test('an alert that the circuit breaker turns away and a disable by hand, after which none is held', () =>
    everyOrder({
      env: { BREAKER_LIMIT: '1' },
      before: async (model, clock) => {
        await anHourLater(model, clock);
        await model.container('earlier')(newAlert('elsewhere', BACKUP));
      },
      cast: { alert: newAlert('second'), person: disable },
      after: async (model, results) => {
        await agree(model, results);
        expect((await model.record())?.held).toBeUndefined();
      },
    }));
});
