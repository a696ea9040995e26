import { describe, expect, test } from 'vitest';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import { CRM } from '../../model.ts';
import { type Actor, createOrderedPortal } from './races/ordered-portal.ts';
import { allOrders } from './races/orders.ts';
import { SEQUENCES, type SequenceName } from './races/sequences.ts';

/** An edit was never seen to last longer than one write: it can't span the commits of two. */
const spansTwoWrites = (order: readonly Actor[], commits: readonly number[]): boolean => {
  let writes = 0;
  let edits = 0;
  let commitsMeanwhile = 0;
  for (const actor of order) {
    if (actor === 'edit') edits += 1;
    if (actor !== 'switch') continue;
    if (commits.includes(writes) && edits === 1) commitsMeanwhile += 1;
    writes += 1;
  }
  return commitsMeanwhile > 1;
};

/** Steps of each sequence that commit a write. */
const COMMITS: Record<SequenceName, readonly number[]> = {
  write: [0],
  'write, read': [0],
  'write, write, read': [0, 2],
  'write, settle, read, again if on': [0],
  'write, settle, write, read, again if on': [0, 3],
  ours: [0, 3],
};

type Scenario = { edit: boolean; use: 'none' | 'steady' | 'once' };

/**
 * Plays all orders of a scenario.
 *
 * A token in steady use leaves the portal's cache filled whenever a settle ends, as on the real service, where
 * every use of a token reads the client; `once` is a token that is used a single time, at the worst moment.
 */
const falseClaims = async (name: SequenceName, { edit, use }: Scenario) => {
  const { steps, run } = SEQUENCES[name];
  const orders = allOrders({ switch: steps, edit: edit ? 3 : 0, use: use === 'none' ? 0 : 2 });
  let played = 0;
  let wrong = 0;
  for (const order of orders) {
    if (spansTwoWrites(order, COMMITS[name])) continue;
    const ordered = createOrderedPortal({ steadyUse: use === 'steady' });
    const claimsOff = await ordered.play(() => run(ordered.dialect, ordered.run), order);
    if (claimsOff === undefined) continue;
    played += 1;
    const on = ordered.store.row(CRM)?.enabled === true;
    const comesBack = ordered.store.cached(CRM)?.enabled === true;
    if (claimsOff && (on || comesBack)) wrong += 1;
  }
  expect(played).toBeGreaterThan(0);
  return wrong;
};

const failing = async (scenario: Scenario): Promise<SequenceName[]> => {
  const names = Object.keys(SEQUENCES).filter((name): name is SequenceName => name in SEQUENCES);
  const failed: SequenceName[] = [];
  for (const name of names) if ((await falseClaims(name, scenario)) > 0) failed.push(name);
  return failed;
};

describe('among all orders of write, edit and token use', () => {
  test('a quiet client is off after every sequence', async () => {
    expect(await failing({ edit: false, use: 'none' })).toEqual([]);
  });

  test('an edit at the same moment defeats a lone write, and a read straight after it', async () => {
    expect(await failing({ edit: true, use: 'none' })).toEqual(['write', 'write, read']);
  });

  test('an edit and a token in use defeat everything but write, settle, write, read', async () => {
    expect(await failing({ edit: true, use: 'steady' })).toEqual([
      'write',
      'write, read',
      'write, write, read',
      'write, settle, read, again if on',
    ]);
  });

  test('a token used once, at the worst moment, defeats everything but ours', async () => {
    expect(await failing({ edit: true, use: 'once' })).toEqual([
      'write',
      'write, read',
      'write, write, read',
      'write, settle, read, again if on',
      'write, settle, write, read, again if on',
    ]);
  });
});

describe('a client that the portal shows off', () => {
  test('a cache that hides an enabled client does not hide it from the confirming write', async () => {
    const orders = allOrders({ switch: 5, edit: 0, use: 2 });
    for (const order of orders) {
      const ordered = createOrderedPortal({ enabled: true, cachedEnabled: false });
      const evidence = await ordered.play(
        () => proveDisabled(ordered.dialect, CRM, { shownOff: true }, ordered.run),
        order,
      );
      if (evidence?.verdict !== 'proven') continue;
      expect(ordered.store.row(CRM)?.enabled).toBe(false);
      expect(ordered.store.cached(CRM)?.enabled).not.toBe(true);
    }
  });
});
