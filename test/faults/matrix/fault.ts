import type { World } from '../world/world.ts';

/** One thing that goes wrong, and how to make it so. */
type MatrixFault = {
  name: string;
  /** Only its caller's patience ends it. */
  endless?: boolean;
  arm: (world: World) => void;
};

/** A fault at one step. */
export type Cell = MatrixFault & {
  step: string;
  strikes: 'once' | 'to the end';
};

/** What one cell showed. */
export type Row = {
  step: string;
  strikes: string;
  fault: string;
  outcome: string;
  client: string;
  retry: string;
};

/** Cells with their places in the table: those that wait for nothing but their own patience begin at once. */
export const longestFirst = (cells: readonly Cell[]): [number, Cell][] =>
  [...cells.entries()].sort(([, a], [, b]) => Number(b.endless === true) - Number(a.endless === true));
