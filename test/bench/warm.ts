import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';
import { type Calls, measure, type Surroundings } from './subject.ts';

const RunsSchema = z.array(z.object({ total: z.number(), firstWrite: z.number(), settles: z.number() }));

/** Medians of all runs; the ratios are medians of the ratios of neighbours. */
type Compared = { ours: Spread; script: Spread; bySdk: Spread; ratio: number; ratioToSdk: number };

export type Warm = {
  total: Compared;
  firstWrite: Compared;
};

/** Calls for one alert that a round may differ by: what a container does once is no call of an alert. */
const ONCE = 0.05;

/** @throws where the script makes other calls than the function, or sends much more or less: then it is no measure */
const holdToEachOther = (ours: Calls, script: Calls, alerts: number): void => {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(script)])) {
    const [mine, other] = [ours[name], script[name]];
    const isOnce = (mine?.count ?? 0) / alerts < ONCE && (other?.count ?? 0) / alerts < ONCE;
    const sameCount = Math.abs((mine?.count ?? 0) - (other?.count ?? 0)) / alerts < ONCE;
    const sameBytes =
      Math.abs((mine?.bytes ?? 0) / (other?.bytes || 1) - 1) < 0.1 || mine?.bytes === other?.bytes;
    if (!isOnce && !(sameCount && sameBytes))
      throw new Error(`the script differs in ${name}: ${JSON.stringify({ function: mine, script: other })}`);
  }
};

/** Two writes, each with its time to settle. */
const SETTLES = 2;

/** @throws where the function waited in a way that the measure does not know: what it compares is then no overhead */
const holdToSettles = (runs: z.infer<typeof RunsSchema>): void => {
  const other = runs.find(({ settles }) => settles !== SETTLES);
  if (other !== undefined) throw new Error(`${other.settles} times to settle were left out, not ${SETTLES}`);
};

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
  for (let round = 0; round < rounds; round += 1) {
    const options = () => ({
      clientIds: surroundings.clients(alerts + warmUp),
      expect: 'disabled',
      tag: round,
      warmUp,
    });
    await surroundings.calls();
    script.push(await measure(bundles.script.file, 'warm', options(), surroundings, RunsSchema));
    const expected = await surroundings.calls();
    bySdk.push(await measure(bundles.bySdk.file, 'warm', options(), surroundings, RunsSchema));
    await surroundings.calls();
    ours.push(await measure(bundles.ours.file, 'warm', options(), surroundings, RunsSchema));
    holdToSettles(ours.at(-1) ?? []);
    holdToEachOther(await surroundings.calls(), expected, alerts + warmUp);
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
  };
};
