import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';
import { measure, type Surroundings } from './subject.ts';

const ColdSchema = z.object({ loadMs: z.number(), firstAlertMs: z.number(), sinceStartMs: z.number() });

type Subject = 'ours' | 'default' | 'empty' | 'sample';

export type Cold = Record<Subject, { load: Spread; firstAlert: Spread; sinceStart: Spread }> & {
  loadRatio: number;
};

/** Cold start: a fresh process, the load, and the first alert; all four in turns. */
export const measureCold = async (
  bundles: Bundles,
  surroundings: Surroundings,
  { rounds }: { rounds: number },
): Promise<Cold> => {
  const subjects = {
    ours: { file: bundles.ours.file, expect: 'disabled', clientIds: () => surroundings.clients(1) },
    default: { file: bundles.default.file, expect: 'disabled', clientIds: () => surroundings.clients(1) },
    empty: { file: bundles.empty.file, expect: 'nothing', clientIds: () => ['none'] },
    sample: { file: bundles.sample.file, expect: 'disabled', clientIds: () => [surroundings.sampleClientId] },
  };
  const names: readonly Subject[] = ['ours', 'default', 'empty', 'sample'];
  const measured: Record<Subject, z.infer<typeof ColdSchema>[]> = {
    ours: [],
    default: [],
    empty: [],
    sample: [],
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const { file, expect, clientIds } = subjects[name];
      const options = { clientIds: clientIds(), expect };
      measured[name].push(await measure(file, 'load', options, surroundings, ColdSchema));
    }
  }
  const summary = (name: Subject) => ({
    load: spreadOf(measured[name].map(({ loadMs }) => loadMs)),
    firstAlert: spreadOf(measured[name].map(({ firstAlertMs }) => firstAlertMs)),
    sinceStart: spreadOf(measured[name].map(({ sinceStartMs }) => sinceStartMs)),
  });
  return {
    ours: summary('ours'),
    default: summary('default'),
    empty: summary('empty'),
    sample: summary('sample'),
    loadRatio: medianOf(
      measured.ours.map(({ loadMs }, round) => loadMs / (measured.default[round]?.loadMs ?? Number.NaN)),
    ),
  };
};
