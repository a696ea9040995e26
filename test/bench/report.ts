import { cpus } from 'node:os';
import type { Budget, Measured } from './budgets.ts';
import { costOf, monthOf, PRICES, sumOf } from './cost.ts';
import { medianOf, type Spread } from './statistics.ts';
import type { Storm } from './storm.ts';

const number = (value: number, digits = 2): string => value.toFixed(digits);

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
        number(seconds * (mb / 1_024) * PRICES.lambdaGbSecond * 100_000, 3),
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
      'ended',
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
      `${storm.ended}`,
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

const SDK = /^@(aws-sdk|smithy|aws)\//;
const OWN = /^(zod|the kill switch itself)$/;

const shareOf = ({ bundles }: Measured, parts: RegExp): number =>
  bundles.ours.parts
    .filter(({ name }) => parts.test(name))
    .reduce((sum, { bytes }) => sum + bytes / bundles.ours.bytes, 0);

const percentOver = (slower: number, faster: number): string => `${number((slower / faster - 1) * 100, 0)} %`;

const warmReason = ({ counts, warm: { total, firstWrite } }: Measured): string =>
  `The last columns are the same script with the AWS SDK in the place of plain, unsigned requests. The SDK alone adds
${percentOver(total.bySdk.median, total.script.median)} to an alert and ${percentOver(firstWrite.bySdk.median, firstWrite.script.median)} to the time to the first write: it signs, serialises and parses ${number(callsToAws(counts) / 10, 0)} calls,
four of them before the first write (two reads of the ledger beside the read of the client, then slot and intent). What
the function does itself, with all reading, guarding, proving, logging and counting, adds ${percentOver(total.ours.median, total.bySdk.median)} and ${percentOver(firstWrite.ours.median, firstWrite.bySdk.median)}. Fewer
calls would mean an alert that is remembered or counted later than it is acted on; that trade is not made.`;

/** The median ratio for each number of containers without faults. */
const mediansOf = ({ storms: { at100, few } }: Measured): string =>
  Object.entries(Object.groupBy([...at100, ...few], ({ containers }) => containers))
    .map(
      ([containers, runs = []]) => `${number(medianOf(runs.map(({ ratio }) => ratio)))} with ${containers}`,
    )
    .join(', ');

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

${warmReason(measured)}

${callTable(counts)}

## Cold: load and first alert

A fresh process each time, all in turns.

${cold(measured)}

Where the load goes, by a sampling profiler (its own cost included; a part that asks Node for a built-in module pays for
loading that):

${parts(measured)}

The AWS SDK with its three clients (\`@aws-sdk\`, \`@smithy\`) is ${number(shareOf(measured, SDK) * 100, 0)} % of the bundle, Zod and the program itself
${number(shareOf(measured, OWN) * 100, 0)} %. Compiling all of it takes longer than any part of it to run, so that each kilobyte counts, and the bundle
has been made smaller where that costs nothing: module fields, no chain of credential providers, no event streams, the
small API of Zod. What is left is used by every alert. The part that only a result needs, \`@aws-sdk/client-eventbridge\`,
is evaluated in ${number(measured.evaluation.ofPart.get('@aws-sdk/client-eventbridge') ?? 0, 1)} ms: to put it off until after the first write would save less than 5 ms.

## Memory

Peak of the resident memory up to each hundred of ${memory.peaksMb.length * 100} alerts in one process, started with the limits that Lambda sets at
256 MB: ${list(memory.peaksMb, 0)} MB. What the heap still holds after each of the first hundreds when all garbage is
collected: ${list(memory.heapsMb, 1)} MB. Processor time of one warm alert: ${number(memory.cpuMs, 1)} ms.

${memoryTable(measured)}

Estimated from the processor time above and the share of a processor that Lambda gives; what does not shrink with more
memory is waiting: for the portal, and twice 260 ms for it to settle. 256 MB is the smallest size that holds the peak of
${number(Math.max(...memory.peaksMb), 0)} MB with room to spare; more memory costs more and saves little, because an alert mostly waits.

## Storm

${storm?.alerts ?? 0} alerts for ${storm?.clients ?? 0} clients at the same moment, in random order; 15 writes a minute and as many at once, as
measured on the real service; breaker above them. The real code, on a virtual clock, against the portal simulator. The
limit is when the last client can have its first write at best.

${storms([...measured.storms.at100, ...measured.storms.few, ...measured.storms.faulty])}

Lambda's queue is modelled as documented: one event a container, failed events again after 1 and 2 minutes, throttled
ones after 1 s and then twice as long each time up to 5 minutes. How AWS spreads these pauses is not documented; here each
is drawn evenly from its second half. A call that fails inside the portal costs its token all the same. The tail depends
on when the last client's alerts come back from the queue, hence the spread between seeds.

Median of the ratios: ${mediansOf(measured)}. What is lost against the limit is lost in Lambda's
queue: a throttled alert may sleep for minutes while the portal would take its write. So fewer containers take a
minute or two longer, and spare thousands of refused calls; **5 to 10 are enough** if concurrency is to be reserved.

## Cost

${costTable()}

[Operations](operations.md#cost) has the arithmetic, and beside it what AWS publishes for its own remediation solution.
`;
};
