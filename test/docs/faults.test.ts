import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DRAWN } from '../faults/form.ts';

const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8').replaceAll('\n', ' ');

test('the page of the faults names what is drawn', () => {
  const { sequences, payloads } = DRAWN;
  const of = (count: number): string => count.toLocaleString('en');
  expect(page).toContain(
    `draws ${of(sequences.short)} sequences for the model and ${of(payloads.short)} payloads for the door; \`--long\` draws ${of(sequences.long)} and ${of(payloads.long)}.`,
  );
});
