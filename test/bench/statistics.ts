const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const at = (values: readonly number[], share: number): number => {
  const inOrder = sorted(values);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))] ?? Number.NaN;
};

/** Middle of what was measured, and where the middle half of it lies. */
export type Spread = { median: number; low: number; high: number; runs: number };

export const spreadOf = (values: readonly number[]): Spread => ({
  median: at(values, 0.5),
  low: at(values, 0.25),
  high: at(values, 0.75),
  runs: values.length,
});

export const medianOf = (values: readonly number[]): number => at(values, 0.5);
