import { isUnderWay } from '../ledger/containment.ts';
import { type Guard, refuse } from './guard.ts';

/** Two who pull in opposite directions at the same moment: off wins, and the person sees why. */
export const containmentUnderWay: Guard = ({ action }, { record, now }) =>
  action !== 'disable' && isUnderWay(record, now)
    ? refuse(
        'containment-under-way',
        `the client is being disabled since ${record?.intendedAt ?? 'just now'}`,
      )
    : undefined;
