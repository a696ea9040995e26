import { cpus } from 'node:os';
import type { Budget, Measured } from './budgets.ts';
import { costOf, monthOf, sumOf } from './cost.ts';
import type { Spread } from './statistics.ts';
import type { Storm } from './storm.ts';

const number = (value: number, digits = 2): string => value.toFixed(digits);

const milliseconds = ({ median, low, high }: Spread): string =>
  `${number(median, 1)} ms (${number(low, 1)}–${number(high, 1)})`;

const kilobytes = (bytes: number): string => number(bytes / 1_024, 1);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Within its budget, and how far from its target. */
export const verdictOf = ({ measured, most, target }: Budget): string => {
  if (!(measured <= most)) return 'BROKEN';
  return target !== undefined && measured > target ? 'missed' : 'met';
};

const budgetTable = (budgets: readonly Budget[]): string =>
  table(
    ['', 'measured', 'target', ''],
    budgets.map((budget) => [
      budget.name,
      `**${number(budget.measured, budget.unit === 'KB' ? 0 : 2)} ${budget.unit}**`.replace(' **', '**'),
      `≤ ${budget.target ?? budget.most} ${budget.unit}`.trim(),
      verdictOf(budget),
    ]),
  );

const parts = ({ bundles, evaluation }: Measured): string =>
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

const cold = ({ cold: measured, bundles }: Measured): string =>
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

const callsToAws = (counts: readonly Budget[]): number =>
  counts
    .filter(({ name }) => /: (GetItem|UpdateItem|PutItem|PutEvents)$/.test(name))
    .reduce((sum, { measured }) => sum + measured, 0);

/** A Lambda function gets one processor at this much memory, and its share of it below. */
const MB_PER_PROCESSOR = 1_769;

/** Price of a GB-second on arm64, us-east-1; docs/operations.md has the whole cost. */
const GB_SECOND = 0.0000133334;

const memoryTable = ({ memory, warm }: Measured): string => {
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
        number(seconds * (mb / 1_024) * GB_SECOND * 100_000, 3),
      ];
    }),
  );
};

const storms = (runs: readonly Storm[]): string =>
  table(
    [
      'containers',
      'faults',
      'seed',
      'last first write',
      'limit',
      'ratio',
      'clients off',
      'results',
      'writes',
      '429',
      'failure queue',
    ],
    runs.map((storm) => [
      `${storm.containers}`,
      `${storm.faulty * 100} %`,
      `${storm.seed}`,
      `${number(storm.lastFirstWriteS, 0)} s`,
      `${number(storm.limitS, 0)} s`,
      number(storm.ratio),
      `${storm.clientsOff} of ${storm.clients}`,
      `${storm.results}`,
      `${storm.writes}`,
      `${storm.refusedByLimit}`,
      `${storm.inFailureQueue}`,
    ]),
  );

const warmTable = ({ warm: { total, firstWrite } }: Measured): string =>
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

const callTable = (counts: readonly Budget[]): string =>
  table(
    ['', 'measured', 'at most'],
    counts.map(({ name, measured, most, unit }) => [
      name,
      number(measured, unit === 'KB' ? 1 : 0),
      `${most} ${unit}`.trim(),
    ]),
  );

const costTable = (): string =>
  table(
    ['alerts a month', 'dollars a month', 'a further containment'],
    [10, 1_000, 100_000].map((alerts) => [
      alerts.toLocaleString('en'),
      number(monthOf(alerts)),
      number(sumOf(costOf(alerts)) / alerts, 6),
    ]),
  );

const list = (values: readonly number[], digits: number): string =>
  values.map((value) => number(value, digits)).join(', ');

/** The page: ratios first, raw figures after them, then how it was measured. */
export const pageOf = (measured: Measured, budgets: readonly Budget[], date: Date): string => {
  const { counts, warm, memory } = measured;
  const inShort = budgets.filter((budget) => !counts.includes(budget) || budget.target !== undefined);
  const [storm] = measured.storms.at100;
  return `# Benchmarks

Made by \`npm run bench\` on ${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} processors
(${process.arch}, ${cpus()[0]?.model ?? 'unknown'}). Compare figures of one run with each other, not with those of another machine.

## In short

${budgetTable(inShort)}

\`npm run bench -- --check\` fails where a figure is over what the program holds by now; a missed target is named as such
above, and explained below. \`npm run bench -- --counts\` looks only at what no clock can bend, in seconds.

## Warm: what the program costs on top of its calls

One alert from invocation to published result, settling taken out, against a script that makes the same calls in the same
order and nothing else. The portal answers after 2, 6, 12 and 6 ms (token, read, write, read); AWS is a local stub. In
turns, ${warm.total.ours.runs} alerts each; median and middle half; a ratio is the median of the ratios of neighbouring rounds.

${warmTable(measured)}

**Why the targets are missed.** The third column is the same script with the AWS SDK in the place of plain, unsigned
requests. It alone costs ${number((warm.total.bySdk.median / warm.total.script.median - 1) * 100, 0)} % of an alert and ${number((warm.firstWrite.bySdk.median / warm.firstWrite.script.median - 1) * 100, 0)} % of the time to the first write: it signs, serialises
and parses ${number(callsToAws(counts) / 10, 0)} calls of an alert, four of them before the first write (two reads of the ledger beside the read of the
client, then slot and intent), at about half a millisecond of processor time each. What the function does itself, with
all reading, guarding, proving, logging and counting, is the rest. Fewer calls would mean an alert that is counted or
remembered later than it is acted on; that trade is not made.

${callTable(counts)}

## Cold: load and first alert

A fresh process each time, all in turns.

${cold(measured)}

Where the load goes, by a sampling profiler (its own cost included; a part that asks Node for a built-in module pays for
loading that):

${parts(measured)}

**Why the targets are missed.** The AWS SDK with three clients, on which everything here stands, is the largest part of the
bundle, then come the program and the schemas it reads everything with. Nothing that is needed only after the first write
takes 5 ms to evaluate, so nothing is put off. The same program bundled by default carries the same weight, but for the
chain of credential providers and the code in two module formats, so that the ratio can not fall to where a program of the
SDK alone would have it.

## Memory

Peak of the resident memory up to each hundred of ${memory.peaksMb.length * 100} alerts in one process, started with the limits that Lambda sets at
256 MB: ${list(memory.peaksMb, 0)} MB. What the heap still holds after each hundred when all garbage is
collected: ${list(memory.heapsMb, 1)} MB. Processor time of one warm alert: ${number(memory.cpuMs, 1)} ms.

${memoryTable(measured)}

Estimated from the processor time above and the share of a processor that Lambda gives; what does not shrink with more
memory is waiting: for the portal, and twice 260 ms for it to settle. 256 MB holds the working set, and is the cheapest
size at which the processor is not the larger part of an alert.

## Storm

${storm?.alerts ?? 0} alerts for ${storm?.clients ?? 0} clients at the same moment, in random order; 15 writes a minute and as many at once, as
measured on the real service; breaker above them. The real code, on a virtual clock, against the portal simulator. The
limit is when the last client can have its first write at best.

${storms([...measured.storms.at100, ...measured.storms.at10, ...measured.storms.faulty])}

Lambda's queue is modelled as documented: one event a container, failed events again after 1 and 2 minutes, throttled
ones after 1 s and then twice as long each time up to 5 minutes. How AWS spreads these pauses is not documented; here each
is drawn evenly from its second half. A call that fails inside the portal costs its token all the same. The tail depends
on when the last client's alerts come back from the queue, hence the spread between seeds.

From 100 containers on the rate limit alone decides; with 10 it takes about a fifth longer. So do not reserve concurrency
below 100: it only delays.

## Cost

${costTable()}

[Operations](operations.md#cost) has the arithmetic, and beside it what AWS publishes for its own remediation solution.
`;
};
