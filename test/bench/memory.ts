import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { measure, type Surroundings } from './subject.ts';

const MemorySchema = z.object({ rss: z.array(z.number()), peak: z.number(), cpuMs: z.number() });

export type Memory = {
  /** Resident memory after each hundred alerts, in MB. */
  rssMb: number[];
  peakMb: number;
  /** After the last alert, as a part of that after the hundredth. */
  growth: number;
  /** Processor time of one warm alert, in ms. */
  cpuMs: number;
};

const MB = 1_024 * 1_024;

/** Resident memory over many alerts in one container. */
export const measureMemory = async (
  bundles: Bundles,
  surroundings: Surroundings,
  { alerts }: { alerts: number },
): Promise<Memory> => {
  const options = { clientIds: surroundings.clients(alerts), expect: 'disabled' };
  const { rss, peak, cpuMs } = await measure(
    bundles.ours.file,
    'memory',
    options,
    surroundings,
    MemorySchema,
  );
  return {
    rssMb: rss.map((bytes) => bytes / MB),
    peakMb: peak / MB,
    growth: (rss.at(-1) ?? Number.NaN) / (rss[0] ?? Number.NaN),
    cpuMs,
  };
};
