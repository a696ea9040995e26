import { describe, test } from 'vitest';
import { awsCells } from './aws-faults.ts';
import type { Row } from './fault.ts';
import { alertCell } from './run-cell.ts';
import { expectTable } from './table.ts';

const cells = awsCells();
const rows: Row[] = [];

describe.concurrent('an alert, while AWS fails', () => {
  for (const [position, cell] of cells.entries())
    test(`${cell.step} ${cell.strikes}: ${cell.name}`, async () => {
      rows[position] = await alertCell(cell);
    });
});

test('an alert ends as docs/data says where AWS fails', () => expectTable('alert and AWS', rows));
