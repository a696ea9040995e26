import { afterAll, describe, expect, test } from 'vitest';
import { confirmCell, holdCell } from './approve-cell.ts';
import { awsCells } from './aws-faults.ts';
import { openElsewhere } from './elsewhere.ts';
import type { Row } from './fault.ts';
import { confirmCells, holdCells } from './portal-faults.ts';
import { expectTable } from './table.ts';

const elsewhere = await openElsewhere();
afterAll(() => elsewhere.close());

/** The name of its table, how a cell is run, and what goes wrong. */
const CASES = [
  // Its one write to the ledger is the hold; it takes no slot.
  ['hold', holdCell, [...holdCells(elsewhere), ...awsCells(['ledger slot', 'ledger note', 'ledger end'])]],
  // The key is in memory by then, and a client that is off needs no slot.
  ['confirm', confirmCell, [...confirmCells(elsewhere), ...awsCells(['secret read', 'ledger slot'])]],
] as const;

describe.for(CASES)('an alert under mode approve, while something fails: %s', ([name, run, cells]) => {
  const rows: Row[] = [];

  describe.concurrent('each cell', () => {
    for (const [position, cell] of cells.entries())
      test(`${cell.step} ${cell.strikes}: ${cell.name}`, async () => {
        rows[position] = await run(cell);
      });
  });

  test('ends as docs/data says', () => expectTable(name, rows));
});

test('an alert under mode approve never reaches another host', () =>
  expect(elsewhere.foreignCalls()).toBe(0));
