import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = new URL('../../docs/adr/', import.meta.url);
const names = readdirSync(FOLDER).sort();

test('decisions are numbered from one, and each number has one page', () =>
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, at) => at + 1)));

test.each(names)('%s has its number in its title', (name) =>
  expect(readFileSync(new URL(name, FOLDER), 'utf8')).toMatch(
    new RegExp(`^# ${Number(name.slice(0, 4))}\\. `),
  ),
);
