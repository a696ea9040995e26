import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Budget, budgetsOf, type Measured } from './budgets.ts';
import { type Bundles, makeBundles } from './bundles.ts';
import { measureCold } from './cold.ts';
import { countsOf } from './counts.ts';
import { measureEvaluation } from './evaluation.ts';
import { measureMemory } from './memory.ts';
import { dataOf, pageOf } from './report.ts';
import { runStorm, type Storm } from './storm.ts';
import { openSurroundings, type Surroundings } from './subject.ts';
import { verdictOf } from './tables.ts';
import { measureWarm } from './warm.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Only what no clock can bend: calls, bytes and the size of the bundle. */
    counts: { type: 'boolean', default: false },
  },
});

const say = (what: string) => process.stderr.write(`${what}\n`);

const STORM = { alerts: 500, clients: 100 };
const SEEDS = [1, 2, 3, 4, 5, 6, 7];

const storms = async (
  containers: number,
  faulty: number,
  seeds: readonly number[],
  throughQueue = false,
): Promise<Storm[]> => {
  const runs: Storm[] = [];
  for (const seed of seeds) runs.push(await runStorm({ ...STORM, containers, faulty, seed, throughQueue }));
  return runs;
};

const toldOf = (budgets: readonly Budget[]): string =>
  budgets
    .map(
      (budget) =>
        `${verdictOf(budget).padEnd(7)} ${budget.measured.toFixed(2).padStart(8)} ${budget.unit.padEnd(2)}  ${budget.name} (at most ${budget.most}${budget.target === undefined ? '' : `, target ${budget.target}`})`,
    )
    .join('\n');

const measureAll = async (bundles: Bundles, surroundings: Surroundings): Promise<Measured> => {
  const counts = await countsOf(bundles.ours, surroundings);
  say('warm');
  const warm = await measureWarm(bundles, surroundings, { rounds: 7, alerts: 60, warmUp: 40 });
  say('cold');
  const cold = await measureCold(bundles, surroundings, { rounds: 15 });
  const evaluation = await measureEvaluation(bundles.ours, surroundings, { rounds: 7 });
  say('memory');
  const memory = await measureMemory(bundles, surroundings, { alerts: 1_000, kept: 300 });
  say('storm');
  return {
    bundles,
    counts,
    warm,
    cold,
    evaluation,
    memory,
    storms: {
      at100: await storms(100, 0, SEEDS),
      few: [...(await storms(10, 0, SEEDS)), ...(await storms(5, 0, SEEDS))],
      faulty: await storms(100, 0.2, SEEDS),
      queued: await storms(5, 0, SEEDS, true),
    },
  };
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const surroundings = await openSurroundings();
try {
  say('bundling');
  const bundles = await makeBundles(folder);
  const measured = values.counts ? undefined : await measureAll(bundles, surroundings);
  const budgets = measured === undefined ? await countsOf(bundles.ours, surroundings) : budgetsOf(measured);
  console.log(values.json ? JSON.stringify({ budgets, measured }, null, 2) : toldOf(budgets));
  if (values.check || values.counts)
    process.exitCode = budgets.some((budget) => verdictOf(budget) === 'BROKEN') ? 1 : 0;
  else if (measured !== undefined) {
    const [docs, date] = [new URL('../../docs/', import.meta.url), new Date()];
    writeFileSync(new URL('benchmarks.md', docs), pageOf(measured, budgets, date));
    writeFileSync(new URL('data/benchmarks.md', docs), dataOf(measured, budgets, date));
  }
} finally {
  surroundings.close();
  rmSync(folder, { recursive: true, force: true });
}
