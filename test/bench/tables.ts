import type { Budget, Measured } from './budgets.ts';
import { costOf, monthOf, PRICES, sumOf } from './cost.ts';
import type { Spread } from './statistics.ts';
import type { Storm } from './storm.ts';

export const number = (value: number, digits = 2): string => value.toFixed(digits);

const milliseconds = ({ median, low, high }: Spread): string =>
  `${number(median, 1)} ms (${number(low, 1)}–${number(high, 1)})`;

const kilobytes = (bytes: number): string => number(bytes / 1_024, 1);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Within its budget, and how far from its target. */
export const verdictOf = ({ measured, most, least, target }: Budget): string => {
  if (!(measured <= most && measured >= (least ?? 0))) return 'BROKEN';
  return target !== undefined && measured > target ? 'missed' : 'met';
};

/** Rows that a page may show; the others are in its file of data. */
const SUMMARY_ROWS = 10;

/** Left out of the summary while they are met: others next to them say more. */
const LESS_TELLING = /^(memory: peak|storm with 20 %)/;

/** The budgets that a reader should see first. */
export const summaryOf = (budgets: readonly Budget[]): Budget[] =>
  budgets
    .filter((budget) => verdictOf(budget) !== 'met' || !LESS_TELLING.test(budget.name))
    .slice(0, SUMMARY_ROWS);

export const budgetTable = (budgets: readonly Budget[]): string =>
  table(
    ['', 'measured', 'target', ''],
    budgets.map((budget) => [
      budget.name,
      `**${number(budget.measured, budget.unit === 'KB' ? 0 : 2)} ${budget.unit}**`.replace(' **', '**'),
      `≤ ${budget.target ?? budget.most} ${budget.unit}`.trim(),
      verdictOf(budget),
    ]),
  );

export const partTable = ({ bundles, evaluation }: Measured): string =>
  table(
    ['in the bundle', 'KB', 'evaluated in'],
    [
      ...bundles.ours.parts
        .slice(0, 16)
        .map(({ name, bytes }) => [
          `\`${name}\``,
          kilobytes(bytes),
          `${number(evaluation.ofPart.get(name) ?? 0, 1)} ms`,
        ]),
      ['compiling all of it', kilobytes(bundles.ours.bytes), `${number(evaluation.compileMs, 1)} ms`],
    ],
  );

export const coldTable = ({ cold: measured, bundles }: Measured): string =>
  table(
    ['', 'KB', 'load', 'first alert', 'since the start of the process'],
    (
      [
        ['the function', 'ours'],
        ['the same code, bundled by default', 'default'],
        ['an empty handler', 'empty'],
        ['the published sample as a script', 'sample'],
      ] as const
    ).map(([name, key]) => [
      name,
      kilobytes(bundles[key].bytes),
      milliseconds(measured[key].load),
      milliseconds(measured[key].firstAlert),
      milliseconds(measured[key].sinceStart),
    ]),
  );

export const callsToAws = (counts: readonly Budget[]): number =>
  counts
    .filter(({ name }) => /: (BatchGetItem|UpdateItem|PutItem|TransactWriteItems|PutEvents)$/.test(name))
    .reduce((sum, { measured }) => sum + measured, 0);

/** A Lambda function gets one processor at this much memory, and its share of it below. */
const MB_PER_PROCESSOR = 1_769;

export const memoryTable = ({ memory, warm }: Measured): string => {
  const waitingMs = Math.max(0, warm.total.ours.median - memory.cpuMs) + 2 * 260;
  return table(
    ['memory', 'processor', 'one warm alert, estimated', 'dollars per 100,000'],
    [128, 256, 512, 1_024, 1_769].map((mb) => {
      const share = Math.min(1, mb / MB_PER_PROCESSOR);
      const seconds = (waitingMs + memory.cpuMs / share) / 1_000;
      return [
        `${mb} MB`,
        `${number(share * 100, 0)} %`,
        `${number(seconds * 1_000, 0)} ms`,
        number(seconds * (mb / 1_024) * PRICES.lambdaGbSecond * 100_000, 3),
      ];
    }),
  );
};

export const stormTable = (runs: readonly Storm[]): string =>
  table(
    [
      'containers',
      'delivery',
      'faults',
      'seed',
      'last first write',
      'limit',
      'ratio',
      'clients off',
      'ended',
      'writes',
      '429',
      'failure queue',
    ],
    runs.map((storm) => [
      `${storm.containers}`,
      storm.throughQueue === true ? 'batches' : 'direct',
      `${storm.faulty * 100} %`,
      `${storm.seed}`,
      `${number(storm.lastFirstWriteS, 0)} s`,
      `${number(storm.limitS, 0)} s`,
      number(storm.ratio),
      `${storm.clientsOff} of ${storm.clients}`,
      `${storm.ended}`,
      `${storm.writes}`,
      `${storm.refusedByLimit}`,
      `${storm.inFailureQueue}`,
    ]),
  );

export const warmTable = ({ warm: { total, firstWrite } }: Measured): string =>
  table(
    ['', 'the function', 'script', 'ratio', 'script with the AWS SDK', 'ratio'],
    [
      { name: 'alert to published result', ...total },
      { name: 'alert to first accepted write', ...firstWrite },
    ].map(({ name, ours, script, bySdk, ratio, ratioToSdk }) => [
      name,
      milliseconds(ours),
      milliseconds(script),
      number(ratio),
      milliseconds(bySdk),
      number(ratioToSdk),
    ]),
  );

export const callTable = (counts: readonly Budget[]): string =>
  table(
    ['', 'measured', 'at most'],
    counts.map(({ name, measured, most, unit }) => [
      name,
      number(measured, unit === 'KB' ? 1 : 0),
      `${most} ${unit}`.trim(),
    ]),
  );

export const costTable = (): string =>
  table(
    ['alerts a month', 'dollars a month', 'a further containment'],
    [10, 1_000, 100_000].map((alerts) => [
      alerts.toLocaleString('en'),
      number(monthOf(alerts)),
      number(sumOf(costOf(alerts)) / alerts, 6),
    ]),
  );
