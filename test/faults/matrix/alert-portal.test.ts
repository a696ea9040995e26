import { afterAll, describe, expect, test } from 'vitest';
import { awsInProcess } from '../stage/aws-in-process.ts';
import { openElsewhere } from './elsewhere.ts';
import type { Row } from './fault.ts';
import { disableCells } from './portal-faults.ts';
import { alertCell } from './run-cell.ts';
import { expectTable } from './table.ts';

const elsewhere = await openElsewhere();
const cells = disableCells(elsewhere);
const rows: Row[] = [];
afterAll(() => elsewhere.close());

describe.concurrent('an alert, while the portal or the way to it fails', () => {
  for (const [position, cell] of cells.entries())
    test(`${cell.step} ${cell.strikes}: ${cell.name}`, async () => {
      rows[position] = await alertCell(cell, { startAws: awsInProcess });
    });
});

test('an alert never reaches another host', () => expect(elsewhere.foreignCalls()).toBe(0));

test('an alert ends as docs/data says; refresh it with npm run test:faults -- --write', () =>
  expectTable('alert and portal', rows));
