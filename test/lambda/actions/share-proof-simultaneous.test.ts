import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { CRM, createModel, type Gate } from '../../model.ts';
import { createVirtualTime } from '../../virtual-time.ts';
import { expectAgreement, expectOneFinalResult } from '../ledger/agreement.ts';

/** Calls take between 1 and 60 ms, drawn with a seed. */
const slowGate = (sleep: (milliseconds: number) => Promise<void>, seed: number): Gate => {
  let drawn = seed;
  return async (_call, make) => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    await sleep(1 + (drawn % 30));
    const made = await make();
    await sleep(1 + (drawn % 29));
    return made;
  };
};

const tenAtOnce = async (gateOf: (sleep: (milliseconds: number) => Promise<void>) => Gate) => {
  const { clock, sleep, passUntil } = createVirtualTime();
  const model = createModel({ clock, sleep: (_actor, ms) => sleep(ms), gate: gateOf(sleep) });
  const results = await passUntil(
    Promise.all(
      Array.from({ length: 10 }, (_, n) => model.container(`alert ${n}`)(alertFor(CRM, { id: `${n}` }))),
    ),
  );
  const answered = results.filter((result) => result !== undefined);
  return { model, answered };
};

describe('ten alerts at once for one client', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'cost the portal two writes, and each has its result (seed %i)',
    async (seed) => {
      const { model, answered } = await tenAtOnce((sleep) => slowGate(sleep, seed));
      expect(model.writes).toEqual([
        { clientId: CRM, enabled: false },
        { clientId: CRM, enabled: false },
      ]);
      const outcomes = answered.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual([...Array(9).fill('already-disabled'), 'disabled']);
      expect(answered.filter(({ warnings }) => warnings.includes('shared-proof'))).toHaveLength(9);
      await expectAgreement(model, answered);
      expectOneFinalResult(model.published);
      expect(model.published).toHaveLength(10);
    },
  );

  test('are all known to whoever restores the client, so that none of them is acted on again', async () => {
    const { model } = await tenAtOnce((sleep) => slowGate(sleep, 9));
    expect((await model.record())?.alertIds.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `${n}`));
  });
});
