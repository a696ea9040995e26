import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DRAWN } from '../faults/form.ts';

const read = (page: string): string => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');

/** A head, a line below it, and the rows of a summary. */
const MAX_TABLE_LINES = 2 + 10;

test('the page of the faults names what is drawn', () => {
  const { sequences, payloads, bodies } = DRAWN;
  const of = (count: number): string => count.toLocaleString('en');
  const page = read('faults.md').replaceAll('\n', ' ');
  expect(page).toContain(
    `draws ${of(sequences.short)} sequences for the model, ${of(payloads.short)} payloads for the door and ${of(bodies.short)} bodies for the reader of a portal's answers; \`--long\` draws ${of(sequences.long)}, ${of(payloads.long)} and ${of(bodies.long)}.`,
  );
});

test.each(['faults.md', 'benchmarks.md'])('%s summarises: no table has more than ten rows', (page) => {
  const tables = read(page)
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')).length);
  expect(Math.max(...tables)).toBeGreaterThan(0);
  expect(Math.max(...tables)).toBeLessThanOrEqual(MAX_TABLE_LINES);
});
