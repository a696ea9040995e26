import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { WRITES_TABLES } from '../form.ts';
import type { Row } from './fault.ts';

const DOCUMENT = new URL('../../../docs/faults.md', import.meta.url);

const HEAD = ['step', 'strikes', 'fault', 'outcome', 'client is', 'retry'];

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const endOf = ({ step, outcome, client, retry }: Row): string =>
  JSON.stringify([step, outcome, client, retry]);

/**
 * Faults that end the same at the same step share a line, whether they strike once or go on; where a line holds all
 * that can befall a step, it says so.
 */
const tableOf = (rows: readonly Row[]): string => {
  const lines = new Map<string, { row: Row; strikes: string; faults: string[] }>();
  const faultsOf = new Map<string, Set<string>>();
  for (const row of rows) {
    const same = rows.filter((other) => other.fault === row.fault && endOf(other) === endOf(row));
    const strikes = same.map((other) => other.strikes).join(' or ');
    const key = JSON.stringify([endOf(row), strikes]);
    const line = lines.get(key) ?? { row, strikes, faults: [] };
    if (!line.faults.includes(row.fault)) line.faults.push(row.fault);
    lines.set(key, line);
    faultsOf.set(row.step, (faultsOf.get(row.step) ?? new Set()).add(row.fault));
  }
  const body = [...lines.values()].map(({ row, strikes, faults }) => {
    const isEvery = faults.length === faultsOf.get(row.step)?.size;
    const named = isEvery ? 'every fault' : faults.join(', ');
    return lineOf([row.step, strikes, named, row.outcome, row.client, row.retry]);
  });
  return [`${rows.length} cells.`, '', lineOf(HEAD), lineOf(HEAD.map(() => '---')), ...body].join('\n');
};

/**
 * Holds a table of the document to what the run showed, or writes it there where `WRITE_FAULTS` is set. A table
 * stands between two comments with its name.
 */
export const expectTable = (name: string, rows: readonly Row[]): void => {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(text).toContain(begin);
  const table = tableOf(rows);
  if (WRITES_TABLES) writeFileSync(DOCUMENT, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`);
  else expect(text.slice(from, to).trim()).toBe(table);
};
