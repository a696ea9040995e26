import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { budgetsOf } from './budgets.ts';
import { makeBundles } from './bundles.ts';
import { measureCold } from './cold.ts';
import { measureMemory } from './memory.ts';
import { pageOf, verdictOf } from './report.ts';
import { runStorm, type Storm } from './storm.ts';
import { openSurroundings } from './subject.ts';
import { measureWarm } from './warm.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const say = (what: string) => process.stderr.write(`${what}\n`);

const STORM = { alerts: 500, clients: 100 };

const storms = async (containers: number, faulty: number, seeds: readonly number[]): Promise<Storm[]> => {
  const runs: Storm[] = [];
  for (const seed of seeds) runs.push(await runStorm({ ...STORM, containers, faulty, seed }));
  return runs;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const surroundings = await openSurroundings();
try {
  say('bundling');
  const bundles = await makeBundles(folder);
  say('warm');
  const warm = await measureWarm(bundles, surroundings, { rounds: 7, alerts: 100, warmUp: 50 });
  say('cold');
  const cold = await measureCold(bundles, surroundings, { rounds: 15 });
  say('memory');
  const memory = await measureMemory(bundles, surroundings, { alerts: 1_000 });
  say('storm');
  const measured = {
    bundles,
    warm,
    cold,
    memory,
    storms: {
      at100: await storms(100, 0, [1, 2, 3, 4, 5]),
      at10: await storms(10, 0, [1, 2, 3]),
      faulty: await storms(100, 0.2, [1, 2, 3, 4, 5]),
    },
  };
  const budgets = budgetsOf(measured);
  if (values.json) console.log(JSON.stringify({ budgets, measured }, null, 2));
  else
    for (const budget of budgets)
      console.log(
        `${verdictOf(budget).padEnd(7)} ${budget.measured.toFixed(2).padStart(8)} ${budget.unit.padEnd(2)}  ${budget.name} (at most ${budget.most}${budget.target === undefined ? '' : `, target ${budget.target}`})`,
      );
  const broken = budgets.filter((budget) => verdictOf(budget) === 'BROKEN');
  if (values.check) process.exitCode = broken.length === 0 ? 0 : 1;
  else
    writeFileSync(
      new URL('../../docs/benchmarks.md', import.meta.url),
      pageOf(measured, budgets, new Date()),
    );
} finally {
  surroundings.close();
  rmSync(folder, { recursive: true, force: true });
}
