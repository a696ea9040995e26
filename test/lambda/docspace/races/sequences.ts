import type { Dialect } from '../../../../lambda/docspace/dialect.ts';
import { proveDisabled } from '../../../../lambda/docspace/prove-disabled.ts';
import type { Run } from '../../../../lambda/docspace/run.ts';
import { CRM } from '../../../model.ts';

/** A way to disable a client; answers whether it claims the client off. */
export type Sequence = (dialect: Dialect, run: Run) => Promise<boolean>;

const patch = (dialect: Dialect, run: Run) => dialect.setActivation(CRM, false, run.deadline);
const settle = (run: Run) => run.deadline.wait(run.settleMs, 'settle');
const readsOff = async (dialect: Dialect, run: Run) =>
  (await dialect.readClient(CRM, run.deadline))?.enabled === false;

const againIfOn =
  (round: Sequence): Sequence =>
  async (dialect, run) =>
    (await round(dialect, run)) || round(dialect, run);

/** The sequences that were tried on the real service, and the number of steps that each takes in one round. */
export const SEQUENCES = {
  write: {
    steps: 2,
    run: async (dialect, run) => {
      await patch(dialect, run);
      return true;
    },
  },
  'write, read': {
    steps: 4,
    run: async (dialect, run) => {
      await patch(dialect, run);
      return readsOff(dialect, run);
    },
  },
  'write, write, read': {
    steps: 6,
    run: async (dialect, run) => {
      await patch(dialect, run);
      await patch(dialect, run);
      return readsOff(dialect, run);
    },
  },
  'write, settle, read, again if on': {
    steps: 5,
    run: againIfOn(async (dialect, run) => {
      await patch(dialect, run);
      await settle(run);
      return readsOff(dialect, run);
    }),
  },
  'write, settle, write, read, again if on': {
    steps: 7,
    run: againIfOn(async (dialect, run) => {
      await patch(dialect, run);
      await settle(run);
      await patch(dialect, run);
      return readsOff(dialect, run);
    }),
  },
  ours: {
    steps: 8,
    run: async (dialect, run) =>
      (await proveDisabled(dialect, CRM, { shownOff: false }, run)).verdict === 'proven',
  },
} satisfies Record<string, { steps: number; run: Sequence }>;

export type SequenceName = keyof typeof SEQUENCES;
