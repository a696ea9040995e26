import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';
import { measure, type Surroundings } from './subject.ts';

const RunsSchema = z.array(z.object({ total: z.number(), firstWrite: z.number() }));

export type Warm = {
  total: { ours: Spread; script: Spread; ratio: number };
  firstWrite: { ours: Spread; script: Spread; ratio: number };
  awsCallsPerAlert: Record<string, number>;
};

/**
 * Warm overhead: the deployed bundle against a script that makes the same calls and nothing else. In turns, so
 * that what else the machine does meets both; the ratio is the median of the ratios of neighbours.
 */
export const measureWarm = async (
  bundles: Bundles,
  surroundings: Surroundings,
  { rounds, alerts, warmUp }: { rounds: number; alerts: number; warmUp: number },
): Promise<Warm> => {
  const ours: z.infer<typeof RunsSchema>[] = [];
  const script: z.infer<typeof RunsSchema>[] = [];
  let awsCalls: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const options = () => ({
      clientIds: surroundings.clients(alerts + warmUp),
      expect: 'disabled',
      tag: round,
      warmUp,
    });
    script.push(await measure(bundles.script.file, 'warm', options(), surroundings, RunsSchema));
    await surroundings.awsCalls();
    ours.push(await measure(bundles.ours.file, 'warm', options(), surroundings, RunsSchema));
    awsCalls = await surroundings.awsCalls();
  }
  const compared = (of: (run: { total: number; firstWrite: number }) => number) => ({
    ours: spreadOf(ours.flat().map(of)),
    script: spreadOf(script.flat().map(of)),
    ratio: medianOf(
      ours.map((runs, round) => medianOf(runs.map(of)) / medianOf((script[round] ?? []).map(of))),
    ),
  });
  return {
    total: compared(({ total }) => total),
    firstWrite: compared(({ firstWrite }) => firstWrite),
    awsCallsPerAlert: Object.fromEntries(
      Object.entries(awsCalls).map(([target, count]) => [
        target.split('.').at(-1) ?? target,
        Math.round((count / (alerts + warmUp)) * 100) / 100,
      ]),
    ),
  };
};
