import { afterAll, describe, expect, test } from 'vitest';
import { awsCells } from './aws-faults.ts';
import { openElsewhere } from './elsewhere.ts';
import type { Row } from './fault.ts';
import { enableCells } from './portal-faults.ts';
import { enableCell } from './run-cell.ts';
import { expectTable } from './table.ts';

const elsewhere = await openElsewhere();
afterAll(() => elsewhere.close());

// The key is in memory by then, an enable needs no slot, and no result of a person's is kept.
const cells = [...enableCells(elsewhere), ...awsCells(['secret read', 'ledger slot', 'ledger note'])];
const rows: Row[] = [];

describe.concurrent('a person enables a contained client, while something fails', () => {
  for (const [position, cell] of cells.entries())
    test(`${cell.step} ${cell.strikes}: ${cell.name}`, async () => {
      rows[position] = await enableCell(cell);
    });
});

test('an enable never reaches another host', () => expect(elsewhere.foreignCalls()).toBe(0));

test('an enable ends as docs/data says', () => expectTable('enable', rows));
