import { isDisableAtWork } from '../ledger/containment.ts';
import { type Guard, refuse } from './guard.ts';

/** An alert disables the client while a person enables it: the disable goes first, and the person sees why. */
export const containmentUnderWay: Guard = ({ action }, { record, now }) =>
  action !== 'disable' && isDisableAtWork(record, now)
    ? refuse(
        'containment-under-way',
        `the client is being disabled since ${record?.intendedAt ?? 'just now'}`,
      )
    : undefined;
