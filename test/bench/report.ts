import { cpus } from 'node:os';
import type { Budget, Measured } from './budgets.ts';
import { medianOf } from './statistics.ts';
import {
  budgetTable,
  callsToAws,
  callTable,
  coldTable,
  costTable,
  memoryTable,
  number,
  partTable,
  stormTable,
  summaryOf,
  warmTable,
} from './tables.ts';

const list = (values: readonly number[], digits: number): string =>
  values.map((value) => number(value, digits)).join(', ');

const SDK = /^@(aws-sdk|smithy|aws)\//;
const OWN = /^(zod|the kill switch itself)$/;

const shareOf = ({ bundles }: Measured, parts: RegExp): number =>
  bundles.ours.parts
    .filter(({ name }) => parts.test(name))
    .reduce((sum, { bytes }) => sum + bytes / bundles.ours.bytes, 0);

const percentOver = (slower: number, faster: number): string => `${number((slower / faster - 1) * 100, 0)} %`;

/** The median ratio for each number of containers without faults. */
const mediansOf = ({ storms: { at100, few } }: Measured): string =>
  Object.entries(Object.groupBy([...at100, ...few], ({ containers }) => containers))
    .map(
      ([containers, runs = []]) => `${number(medianOf(runs.map(({ ratio }) => ratio)))} with ${containers}`,
    )
    .join(', ');

const madeBy = (date: Date): string =>
  `Made by \`npm run bench\` on ${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} processors
(${process.arch}, ${cpus()[0]?.model ?? 'unknown'}).`;

/** docs/benchmarks.md: the figures that matter, and what they mean. */
export const pageOf = (measured: Measured, budgets: readonly Budget[], date: Date): string => {
  const { counts, warm, cold, memory, evaluation } = measured;
  const { total, firstWrite } = warm;
  const notable = budgets.filter((budget) => !counts.includes(budget) || budget.target !== undefined);
  const [storm] = measured.storms.at100;
  const eventBridgeMs = evaluation.ofPart.get('@aws-sdk/client-eventbridge') ?? 0;
  return `# Benchmarks

${madeBy(date)} Compare figures of one run with each other, not with those of
another machine. [All tables](data/benchmarks.md).

## In short

${budgetTable(summaryOf(notable))}

\`npm run bench -- --check\` fails where a figure is over its limit; a missed target is only marked. \`--counts\` checks, in
seconds, what no clock can change: calls, bytes and the size of the bundle.

## Warm

One alert from invocation to published result, without the time to settle, against a script that makes the same calls and
nothing else. The AWS SDK alone adds ${percentOver(total.bySdk.median, total.script.median)} to an alert and ${percentOver(firstWrite.bySdk.median, firstWrite.script.median)} to the time to the first write: it signs, serialises and
parses ${number(callsToAws(counts) / 10, 0)} calls, three of them before the first write. The function itself adds ${percentOver(total.ours.median, total.bySdk.median)} and ${percentOver(firstWrite.ours.median, firstWrite.bySdk.median)}. With fewer calls an
alert would be remembered or counted later than it is acted on.

## Cold

The function loads in ${number(cold.ours.load.median, 1)} ms; the same code, bundled by default, in ${number(cold.default.load.median, 1)} ms. The AWS SDK with its three clients is
${number(shareOf(measured, SDK) * 100, 0)} % of the bundle, Zod and the program itself ${number(shareOf(measured, OWN) * 100, 0)} %. Compiling takes longest, so each kilobyte counts. Only
\`@aws-sdk/client-eventbridge\` could load after the first write, and it takes ${number(eventBridgeMs, 1)} ms.

## Memory

Over ${memory.peaksMb.length * 100} alerts in one process, with the limits that Lambda sets at 256 MB, the peak is ${number(Math.max(...memory.peaksMb), 0)} MB. 256 MB is the smallest
size with room to spare. More memory costs more and saves little, because an alert mostly waits.

## Storm

${storm?.alerts ?? 0} alerts for ${storm?.clients ?? 0} clients at the same moment, in random order, with 15 writes a minute and as many at once, as
measured on the real service. The real code, on a virtual clock, against the portal simulator. The ratio is between the
last client's first write and the earliest time at which the rate limit allows it.

Median of the ratios: ${mediansOf(measured)} containers. Copies that Lambda delivers later cost a confirming
write each. Through a queue, in batches of 100, by 5 readers: **${number(medianOf(measured.storms.queued.map(({ ratio }) => ratio)))}** ([ADR 13](adr/0013-a-storm-wants-batches.md)).

## Cost

${costTable()}

[Operations](operations.md#cost) has the arithmetic.
`;
};

/** docs/data/benchmarks.md: every table. */
export const dataOf = (measured: Measured, budgets: readonly Budget[], date: Date): string => {
  const { counts, warm, memory, storms } = measured;
  return `# Benchmarks: all tables

${madeBy(date)} [What it means](../benchmarks.md).

## Limits and targets

${budgetTable(budgets.filter((budget) => !counts.includes(budget) || budget.target !== undefined))}

${callTable(counts)}

## Warm

The portal answers after 2, 6, 12 and 6 ms (token, read, write, read); AWS is a local stub. ${warm.total.ours.runs} alerts each, in turns;
median and middle half. A ratio is the median of the ratios of neighbouring rounds.

${warmTable(measured)}

## Cold

A fresh process each time, in turns.

${coldTable(measured)}

By a sampling profiler, its own cost and the built-in modules that a part loads included:

${partTable(measured)}

## Memory

Peak of the resident memory up to each hundred of ${memory.peaksMb.length * 100} alerts: ${list(memory.peaksMb, 0)} MB. The heap after each of the
first hundreds, collected: ${list(memory.heapsMb, 1)} MB. Processor time of one warm alert: ${number(memory.cpuMs, 1)} ms. Estimated from that, and from
the share of a processor that Lambda gives:

${memoryTable(measured)}

## Storm

Lambda's queue as documented: one event a container, failed events again after 1 and 2 minutes, throttled ones after 1 s
and then twice as long each time up to 5 minutes. How AWS spreads these pauses is not documented; here each is drawn evenly
from its second half. A call that fails inside the portal costs its token anyway.

${stormTable([...storms.at100, ...storms.few, ...storms.faulty, ...storms.queued])}
`;
};
