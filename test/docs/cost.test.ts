import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costOf, monthOf, PRICES, PUBLISHED_BY_AWS, STANDING, sumOf } from '../bench/cost.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8').split(
  '\n## Cost\n',
)[1];

/** The cells of the row that begins with that name. */
const row = (name: string): string[] => {
  const line = page?.split('\n').find((each) => each.startsWith(`| ${name} |`)) ?? '';
  return line.split('|').map((cell) => cell.trim());
};

/** The dollars that a cell ends with, behind its arithmetic. */
const dollarsIn = (cell: string | undefined): string | undefined => cell?.match(/([\d,]+\.\d\d)\**$/)?.[1];

const dollars = (value: number): string => value.toFixed(2);

describe('the documents name the cost that follows from the prices and the calls', () => {
  test.for(Object.entries(STANDING))('each month, whatever happens: %s', ([name, value]) => {
    expect(dollarsIn(row(name)[3])).toBe(dollars(value));
  });

  test('each month, whatever happens: together', () => {
    expect(dollarsIn(row('**together**')[3])).toBe(dollars(sumOf(STANDING)));
  });

  test('each month, whatever happens: at most 8 dollars, and 5 without the dashboard', () => {
    expect(sumOf(STANDING)).toBeLessThanOrEqual(8);
    expect(sumOf(STANDING) - PRICES.dashboardMonth).toBeLessThanOrEqual(5);
  });

  test.for(Object.keys(costOf(1)))('by alerts a month: %s', (name) => {
    const cells = row(name).slice(3, 6).map(dollarsIn);
    expect(cells).toEqual([10, 1_000, 100_000].map((alerts) => dollars(costOf(alerts)[name] ?? Number.NaN)));
  });

  test('by alerts a month: the whole bill', () => {
    const cells = row(`**with the ${dollars(sumOf(STANDING))} above**`)
      .slice(3, 6)
      .map(dollarsIn);
    expect(cells).toEqual([10, 1_000, 100_000].map((alerts) => dollars(monthOf(alerts))));
  });

  test.for(PUBLISHED_BY_AWS)('beside what AWS publishes for $remediations', (published) => {
    const cells = row(published.remediations.toLocaleString('en')).slice(2, 5);
    expect(cells).toEqual([
      dollars(monthOf(published.remediations)),
      published.dollars.toLocaleString('en', { minimumFractionDigits: 2 }),
      published.size,
    ]);
  });
});
