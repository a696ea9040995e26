import { expect, test } from 'vitest';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { CRM, createModel, type Gate } from '../../model.ts';

const MINUTE_MS = 60_000;

/** A second detector is slower: what it reports happened before the first containment. */
const DETECTED = new Date(THREE_AM - MINUTE_MS).toISOString();

/** The drift watch disables a client that was re-enabled; `meanwhile` happens just before its n-th write. */
const watchMeets = async (
  nth: number,
  meanwhile: (deliver: (id: string) => Promise<unknown>) => Promise<void>,
) => {
  const clock = { ms: THREE_AM };
  let writes = 0;
  const gate: Gate = async ({ actor, verb }, make) => {
    if (actor === 'watch' && verb === 'switch off') {
      writes += 1;
      if (writes === nth)
        await meanwhile((id) => model.container('detector')(alertFor(CRM, { id, time: DETECTED })));
    }
    return make();
  };
  const model = createModel({
    env: { ON_DRIFT: 'disable' },
    clock,
    gate,
    sleep: async (_actor, milliseconds) => {
      clock.ms += milliseconds;
    },
  });
  await model.container('first')(alertFor(CRM));
  clock.ms += 10 * MINUTE_MS;
  await model.portal.activate(CRM, true);
  clock.ms += MINUTE_MS;
  await model.container('watch')({ schedule: 'watch' });
  return model;
};

test.for([1, 2])(
  'an alert that arrives before write %i of the watch leaves the record contained',
  async (nth) => {
    const model = await watchMeets(nth, async (deliver) => {
      await deliver('second-detector');
    });
    expect(model.isOn()).toBe(false);
    expect(await model.record()).toMatchObject({ state: 'contained' });
  },
);
