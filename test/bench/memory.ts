import * as z from 'zod';
import type { Bundles } from './bundles.ts';
import { measure, type Surroundings } from './subject.ts';

const MemorySchema = z.object({ peaks: z.array(z.number()), cpuMs: z.number() });

const KeptSchema = z.object({ heaps: z.array(z.number()) });

export type Memory = {
  /** Peak of the resident memory up to each hundred alerts, in MB. */
  peaksMb: number[];
  /** The peak up to the last alert, as a part of that up to the hundredth. */
  growth: number;
  /** What the heap still holds after each hundred alerts, when all garbage is gone, in MB. */
  heapsMb: number[];
  /** Processor time of one warm alert, in ms. */
  cpuMs: number;
};

const MB = 1_024 * 1_024;

/** Memory over many alerts in one container. */
export const measureMemory = async (
  bundles: Bundles,
  surroundings: Surroundings,
  { alerts, kept }: { alerts: number; kept: number },
): Promise<Memory> => {
  const { file } = bundles.ours;
  const options = (count: number) => ({ clientIds: surroundings.clients(count), expect: 'disabled' });
  const { peaks, cpuMs } = await measure(file, 'memory', options(alerts), surroundings, MemorySchema);
  const { heaps } = await measure(file, 'kept', options(kept), surroundings, KeptSchema);
  return {
    peaksMb: peaks.map((bytes) => bytes / MB),
    growth: (peaks.at(-1) ?? Number.NaN) / (peaks[0] ?? Number.NaN),
    heapsMb: heaps.map((bytes) => bytes / MB),
    cpuMs,
  };
};
