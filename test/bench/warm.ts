import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';
import { type Calls, measure, type Surroundings } from './subject.ts';

const RunsSchema = z.array(z.object({ total: z.number(), firstWrite: z.number() }));

/** Medians of all runs; the ratios are medians of the ratios of neighbours. */
type Compared = { ours: Spread; script: Spread; bySdk: Spread; ratio: number; ratioToSdk: number };

export type Warm = {
  total: Compared;
  firstWrite: Compared;
  /** Calls for one alert, on average: the first alerts of a container read the key and fetch a signature. */
  callsPerAlert: Calls;
};

const perAlert = (calls: Calls, alerts: number): Calls =>
  Object.fromEntries(
    Object.entries(calls).map(([name, { count, bytes }]) => [
      name,
      { count: count / alerts, bytes: bytes / alerts },
    ]),
  );

/**
 * Warm overhead: the deployed bundle against a script that makes the same calls and nothing else, and against that
 * script with the AWS SDK. In turns, so that what else the machine does meets all of them.
 */
export const measureWarm = async (
  bundles: Bundles,
  surroundings: Surroundings,
  { rounds, alerts, warmUp }: { rounds: number; alerts: number; warmUp: number },
): Promise<Warm> => {
  const ours: z.infer<typeof RunsSchema>[] = [];
  const script: z.infer<typeof RunsSchema>[] = [];
  const bySdk: z.infer<typeof RunsSchema>[] = [];
  let calls: Calls = {};
  for (let round = 0; round < rounds; round += 1) {
    const options = () => ({
      clientIds: surroundings.clients(alerts + warmUp),
      expect: 'disabled',
      tag: round,
      warmUp,
    });
    script.push(await measure(bundles.script.file, 'warm', options(), surroundings, RunsSchema));
    bySdk.push(await measure(bundles.bySdk.file, 'warm', options(), surroundings, RunsSchema));
    await surroundings.calls();
    ours.push(await measure(bundles.ours.file, 'warm', options(), surroundings, RunsSchema));
    calls = await surroundings.calls();
  }
  const compared = (of: (run: { total: number; firstWrite: number }) => number): Compared => {
    const ratioTo = (others: typeof script) =>
      medianOf(ours.map((runs, round) => medianOf(runs.map(of)) / medianOf((others[round] ?? []).map(of))));
    return {
      ours: spreadOf(ours.flat().map(of)),
      script: spreadOf(script.flat().map(of)),
      bySdk: spreadOf(bySdk.flat().map(of)),
      ratio: ratioTo(script),
      ratioToSdk: ratioTo(bySdk),
    };
  };
  return {
    total: compared(({ total }) => total),
    firstWrite: compared(({ firstWrite }) => firstWrite),
    callsPerAlert: perAlert(calls, alerts + warmUp),
  };
};
