import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { WRITES_TABLES } from '../form.ts';
import type { Row } from './fault.ts';

const at = (path: string): URL => new URL(`../../../docs/${path}`, import.meta.url);

/** The file of each table, and the beginning of its page. */
const PAGES = {
  'alert and portal': [
    'data/faults-alert-and-portal.md',
    'An alert, while the portal or the way to it fails',
  ],
  'alert and AWS': ['data/faults-alert-and-aws.md', 'An alert, while AWS fails'],
  enable: ['data/faults-enable.md', 'A person enables a contained client, while something fails'],
  rotate: [
    'data/faults-rotate.md',
    'A person changes the secret of a contained client, while something fails',
  ],
  hold: [
    'data/faults-hold.md',
    'Under mode approve: an alert for a client that is on, while something fails',
  ],
  confirm: [
    'data/faults-confirm.md',
    'Under mode approve: an alert for a contained client, while something fails',
  ],
} as const;

const HEAD = ['step', 'strikes', 'fault', 'outcome', 'writes', 'warnings', 'client is', 'retry'];
const SUMMARY_HEAD = ['outcome', 'client is', 'retry', 'cells'];

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const tableWith = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map(lineOf).join('\n');

const endOf = ({ outcome, writes = '', warnings = '', client, retry }: Row): string[] => [
  outcome,
  writes,
  warnings,
  client,
  retry,
];

const keyOf = (row: Row): string => JSON.stringify([row.step, ...endOf(row)]);

/**
 * Faults that end the same at the same step share a line, whether they strike once or go on; where a line holds all
 * faults of a step, it says so.
 */
const tableOf = (rows: readonly Row[]): string => {
  const lines = new Map<string, { row: Row; strikes: string; faults: string[] }>();
  const faultsOf = new Map<string, Set<string>>();
  for (const row of rows) {
    const same = rows.filter((other) => other.fault === row.fault && keyOf(other) === keyOf(row));
    const strikes = same.map((other) => other.strikes).join(' or ');
    const key = JSON.stringify([keyOf(row), strikes]);
    const line = lines.get(key) ?? { row, strikes, faults: [] };
    if (!line.faults.includes(row.fault)) line.faults.push(row.fault);
    lines.set(key, line);
    faultsOf.set(row.step, (faultsOf.get(row.step) ?? new Set()).add(row.fault));
  }
  const body = [...lines.values()].map(({ row, strikes, faults }) => {
    const isEvery = faults.length === faultsOf.get(row.step)?.size;
    const named = isEvery ? 'every fault' : faults.join(', ');
    return [row.step, strikes, named, ...endOf(row)];
  });
  return tableWith(HEAD, body);
};

/** How many cells end in which way, the most frequent first; the class of an error is left to the whole table. */
const summaryOf = (rows: readonly Row[]): string => {
  const endings = new Map<string, { ending: string[]; cells: number }>();
  for (const { outcome, client, retry } of rows) {
    const ending = [outcome.replace(/: \w+$/, ''), client, retry];
    const known = endings.get(JSON.stringify(ending)) ?? { ending, cells: 0 };
    endings.set(JSON.stringify(ending), { ending, cells: known.cells + 1 });
  }
  const lines = [...endings.values()]
    .sort((a, b) => b.cells - a.cells)
    .map(({ ending, cells }) => [...ending, `${cells}`]);
  return tableWith(SUMMARY_HEAD, lines);
};

const pageOf = (heading: string, rows: readonly Row[]): string =>
  `# ${heading}

Written by \`npm run test:faults -- --write\`. [What this is](../faults.md).

${rows.length} cells.

${tableOf(rows)}
`;

/**
 * Holds a table, and its summary in docs/faults.md, to what the run showed; writes both where `WRITE_FAULTS` is set.
 * The summary is between two comments with its name.
 */
export const expectTable = (name: keyof typeof PAGES, rows: readonly Row[]): void => {
  const [path, heading] = PAGES[name];
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(at('faults.md'), 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(text).toContain(begin);
  const summary = summaryOf(rows);
  if (WRITES_TABLES) {
    writeFileSync(at('faults.md'), `${text.slice(0, from)}\n\n${summary}\n\n${text.slice(to)}`);
    writeFileSync(at(path), pageOf(heading, rows));
    return;
  }
  expect(text.slice(from, to).trim()).toBe(summary);
  expect(readFileSync(at(path), 'utf8')).toBe(pageOf(heading, rows));
};
