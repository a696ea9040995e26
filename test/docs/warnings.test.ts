import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { WARNINGS, WarningSchema } from '../../lambda/contract/warning.ts';
import { exitCodeOf } from '../../local/terminal/exit-code.ts';

const contract = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');

/** Rows of the table under a heading cell: what its first cell names, and its last cell. */
const rowsUnder = (heading: string): (readonly [name: string, last: string])[] => {
  const [, table = ''] = contract.split(`\n| ${heading} |`);
  const [rows = ''] = table.split('\n\n');
  return [...rows.matchAll(/^\| (`[^|]+`) \|.* ([^|]+) \|$/gm)].flatMap(([, names = '', last = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, last] as const),
  );
};

test('every warning of the contract has its sentence', () => {
  expect(Object.keys(WARNINGS)).toEqual(WarningSchema.options);
});

test('the page of the contract explains every warning once', () => {
  expect(
    rowsUnder('warning')
      .map(([name]) => name)
      .sort(),
  ).toEqual([...WarningSchema.options].sort());
});

test('the page of the contract explains every outcome once, and what it means for a script', () => {
  const documented = Object.fromEntries(rowsUnder('outcome'));
  expect(rowsUnder('outcome')).toHaveLength(OutcomeSchema.options.length);
  expect(documented).toEqual(
    Object.fromEntries(OutcomeSchema.options.map((outcome) => [outcome, String(exitCodeOf(outcome))])),
  );
});
