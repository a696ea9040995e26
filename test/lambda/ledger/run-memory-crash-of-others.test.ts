import { describe, expect, test } from 'vitest';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { CRM, createModel, type Model } from '../../model.ts';
import { createMortal, type Moment } from './crashing.ts';

const MINUTE_MS = 60_000;
const MOMENTS: Moment[] = ['before', 'after'];

/** Ends the container named `mortal` at its n-th call. */
const stageCrash = (nth: number, moment: Moment, env: Record<string, string> = {}) => {
  const clock = { ms: THREE_AM };
  const mortal = createMortal(nth, moment);
  const model = createModel({
    env,
    clock,
    sleep: async (_actor, milliseconds) => {
      clock.ms += milliseconds;
    },
    gate: (call, make) => (call.actor === 'mortal' ? mortal.live(make) : make()),
  });
  const runMortal = async (payload: unknown): Promise<boolean> =>
    (await mortal.until(model.container('mortal')(payload))) !== 'dead';
  return { clock, model, runMortal };
};

/** The drift watch, as often as it takes to see what a dead run left. */
const watchForHalfAnHour = async (model: Model, clock: { ms: number }) => {
  for (let run = 1; run <= 6; run += 1) {
    clock.ms += 5 * MINUTE_MS;
    await model.container('watch')({ schedule: 'watch' });
  }
};

const outcomes = ({ published }: Model): string[] => published.map(({ outcome }) => outcome);

describe.each(MOMENTS)('at each call, just %s it,', (moment) => {
  test('a restore that ends leaves the client off and contained, on and restored, or on and reported', async () => {
    let ended = false;
    for (let nth = 1; !ended; nth += 1) {
      const { clock, model, runMortal } = stageCrash(nth, moment);
      await model.container('alert')(alertFor(CRM));
      clock.ms += 10 * MINUTE_MS;
      await model.portal.regenerate(CRM, 'new');
      ended = await runMortal({ action: 'enable', clientId: CRM, reason: 'closed' });
      await watchForHalfAnHour(model, clock);
      const { state } = (await model.record()) ?? {};
      if (!model.isOn()) expect(state).toBe('contained');
      else if (state !== 'restored') {
        expect(state).toBe('drifted');
        expect(outcomes(model)).toContain('drifted');
      }
    }
  });

  test('a drift watch that ends while it disables a client leaves it off, or reported', async () => {
    let ended = false;
    for (let nth = 1; !ended; nth += 1) {
      const { clock, model, runMortal } = stageCrash(nth, moment);
      await model.container('alert')(alertFor(CRM));
      await model.portal.activate(CRM, true);
      clock.ms += 10 * MINUTE_MS;
      ended = await runMortal({ schedule: 'watch' });
      await watchForHalfAnHour(model, clock);
      const { state } = (await model.record()) ?? {};
      expect(state).toBe(model.isOn() ? 'drifted' : 'contained');
      if (model.isOn()) expect(outcomes(model)).toContain('drifted');
    }
  });

  test('a disable by hand that ends leaves a record that says so, and a later alert is not kept from acting', async () => {
    let ended = false;
    for (let nth = 1; !ended; nth += 1) {
      const { clock, model, runMortal } = stageCrash(nth, moment);
      ended = await runMortal({ clientId: CRM, reason: 'by hand' });
      if (!model.isOn()) expect((await model.record())?.state).toMatch(/^contain/);
      clock.ms += 1_000;
      const result = await model.container('alert')(
        alertFor(CRM, { time: new Date(clock.ms).toISOString() }),
      );
      expect(result?.outcome).toMatch(/disabled$/);
      expect(model.isOn()).toBe(false);
      expect((await model.record())?.state).toBe('contained');
    }
  });
});
