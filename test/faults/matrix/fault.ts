import type { Stage } from '../stage/stage.ts';

/** One thing that goes wrong, and how to make it so. */
type MatrixFault = {
  name: string;
  arm: (stage: Stage) => void;
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
  /** Statuses of the writes in their order; `?` where there was no answer. */
  writes?: string;
  /** Warnings of the result, sorted. */
  warnings?: string;
  client: string;
  retry: string;
};
