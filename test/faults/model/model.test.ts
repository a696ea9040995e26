import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRAWN, FORM, SEED } from '../form.ts';
import { deliverAlert, everything } from './commands.ts';
import { BREAKER, CLIENTS, createFleet } from './fleet.ts';
import { judgeList, judgeWatch, type Scene } from './judge.ts';
import { emptyModel, type Tally } from './model.ts';

const MINUTE_MS = 60_000;

/** Nothing fails any more: whatever is pending comes to an end, and portal, ledger and list agree. */
const settle = async (scene: Scene): Promise<void> => {
  const { fleet, model } = scene;
  await fleet.releaseLate();
  // A slot of a write whose effect nobody knows makes others fail, until its window is over.
  for (const passMs of [0, BREAKER.windowMs, 0]) {
    for (const alert of [...model.pending]) await deliverAlert(alert, scene, [], 0);
    fleet.clock.ms += passMs;
  }
  expect(model.pending).toEqual([]);
  fleet.clock.ms += 20 * MINUTE_MS;
  for (const _ of [1, 2]) {
    await judgeWatch(await fleet.run({ schedule: 'watch' }, []), scene);
    fleet.clock.ms += 6 * MINUTE_MS;
  }
  await judgeList(await fleet.run({ action: 'list' }, []), scene);
  for (const clientId of CLIENTS) {
    const { state } = (await fleet.record(clientId)) ?? {};
    if (state === 'contained') expect(fleet.isOn(clientId)).toBe(false);
    if (state === 'drifted') expect(model.toldDrifted).toContain(clientId);
  }
};

/** Every case that the checks are about was met. */
const MET = [
  'disabled',
  'already-disabled',
  'shared-proof',
  'refused',
  'protected-client',
  'stale-alert',
  'below-severity',
  'breaker-open',
  'held',
  'restored-since-alert',
  'unrotated-secret',
  'ledger-unavailable',
  'enabled',
  'rotated',
  'not-contained',
  'already-enabled',
  'not-found',
  'unverified',
  'failed',
  'dry-run',
  'drifted',
  'portal-race-undone',
  'listed',
  'breaker-reset',
  'threw',
  'crashed',
  'late writes',
  'may-still-take-effect',
];

test('whatever happens in whatever order, what the kill switch says about a client is true', async () => {
  const tally: Tally = new Map();
  const sequences = DRAWN.sequences[FORM];
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(everything, { maxCommands: 40, size: 'max' }), async (commands) => {
      const fleet = createFleet();
      const model = emptyModel();
      steps += [...commands].length;
      await fc.asyncModelRun(() => ({ model, real: { fleet, tally } }), commands);
      await settle({ fleet, model, tally });
    }),
    { numRuns: sequences, seed: SEED },
  );
  const met = Object.fromEntries([...tally].sort());
  console.log(`model: ${sequences} sequences, ${steps} steps, seed ${SEED}: ${JSON.stringify(met)}`);
  expect(MET.filter((what) => !tally.has(what))).toEqual([]);
});
