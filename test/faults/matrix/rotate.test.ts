import { afterAll, describe, expect, test } from 'vitest';
import { awsCells } from './aws-faults.ts';
import { openElsewhere } from './elsewhere.ts';
import type { Row } from './fault.ts';
import { rotateCells } from './portal-faults.ts';
import { rotateCell } from './rotate-cell.ts';
import { expectTable } from './table.ts';

const elsewhere = await openElsewhere();
afterAll(() => elsewhere.close());

// The key is in memory by then, and a change of the secret needs no slot.
const faults = [...rotateCells(elsewhere), ...awsCells(['secret read', 'ledger slot'])];
/** Where the change re-enables the client, all depends on what follows it. */
const AFTER_CHANGE = ['regenerate once', 'PATCH once', 'PATCH to the end', 'read-back to the end'];
const ALSO_HIDDEN = [...AFTER_CHANGE, 'ledger note to the end', 'ledger end to the end'];
const hidden = faults.filter(({ step, strikes }) => ALSO_HIDDEN.includes(`${step} ${strikes}`));
const cells = [
  ...faults.map((cell) => ({ cell, isHidden: false })),
  ...hidden.map((cell) => ({ cell: { ...cell, step: `${cell.step}, client re-enabled` }, isHidden: true })),
];
const rows: Row[] = [];

describe.concurrent('a person changes the secret of a contained client, while something fails', () => {
  for (const [position, { cell, isHidden }] of cells.entries())
    test(`${cell.step} ${cell.strikes}: ${cell.name}`, async () => {
      rows[position] = await rotateCell(cell, { isHidden });
    });
});

test('a change of the secret never reaches another host', () => expect(elsewhere.foreignCalls()).toBe(0));

test('a change of the secret ends as docs/data says', () => expectTable('rotate', rows));
