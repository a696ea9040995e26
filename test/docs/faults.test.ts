import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DRAWN } from '../faults/form.ts';

const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8').replaceAll('\n', ' ');

test('the page of the faults names what is drawn', () => {
  const { sequences, payloads, bodies } = DRAWN;
  const of = (count: number): string => count.toLocaleString('en');
  expect(page).toContain(
    `draws ${of(sequences.short)} sequences for the model, ${of(payloads.short)} payloads for the door and ${of(bodies.short)} bodies for the reader of a portal's answers; \`--long\` draws ${of(sequences.long)}, ${of(payloads.long)} and ${of(bodies.long)}.`,
  );
});
