import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Bundle, nameOfPart } from './bundles.ts';
import { medianOf } from './statistics.ts';
import { environmentFor, type Surroundings } from './subject.ts';

const run = promisify(execFile);

/** @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
const ProfileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({
        functionName: z.string(),
        url: z.string(),
        lineNumber: z.number(),
        columnNumber: z.number(),
      }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

const MapSchema = z.looseObject({
  file: z.string().default(''),
  version: z.number(),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
  sourceRoot: z.string().default(''),
});

/** Node's own function that compiles a file. */
const COMPILE = 'wrapSafe';

/** One load, profiled: the milliseconds of each part of the bundle, what it asks of Node included, and of compiling. */
const profiledLoad = async (bundle: Bundle, surroundings: Surroundings): Promise<Map<string, number>> => {
  const file = join(dirname(bundle.file), 'load.cpuprofile');
  const load = `require(${JSON.stringify(bundle.file)}); process.exit(0)`;
  await run(
    process.execPath,
    ['--cpu-prof', '--cpu-prof-interval=50', `--cpu-prof-name=${file}`, '-e', load],
    {
      env: environmentFor(surroundings),
      cwd: '/',
    },
  );
  const profile = ProfileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  rmSync(file);
  const map = new SourceMap(MapSchema.parse(JSON.parse(readFileSync(`${bundle.file}.map`, 'utf8'))));
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children }) => children.map((child) => [child, id])));
  const partOf = (id: number | undefined): string | undefined => {
    const node = id === undefined ? undefined : nodes.get(id);
    if (node === undefined) return undefined;
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    if (functionName === COMPILE) return COMPILE;
    if (url.endsWith(bundle.file)) {
      const found = map.findEntry(lineNumber, columnNumber);
      if ('originalSource' in found) return nameOfPart(found.originalSource);
    }
    return partOf(parents.get(node.id));
  };
  const sums = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const part = partOf(id);
    if (part !== undefined) sums.set(part, (sums.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1_000);
  }
  return sums;
};

export type Evaluation = { compileMs: number; ofPart: ReadonlyMap<string, number> };

/** What each part of the bundle takes to be evaluated at load, by a sampling profiler: medians of some loads, in ms. */
export const measureEvaluation = async (
  bundle: Bundle,
  surroundings: Surroundings,
  { rounds }: { rounds: number },
): Promise<Evaluation> => {
  const loads: Map<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) loads.push(await profiledLoad(bundle, surroundings));
  const median = (part: string): number => medianOf(loads.map((sums) => sums.get(part) ?? 0));
  const parts = new Set(loads.flatMap((sums) => [...sums.keys()]));
  return { compileMs: median(COMPILE), ofPart: new Map([...parts].map((part) => [part, median(part)])) };
};
