import { type Guard, refuse } from './guard.ts';

/** Somebody has looked at the finding and put it away: what it says is no reason to cut anyone off. */
export const inactiveFinding: Guard = (request) =>
  request.trigger === 'alert' && request.inactive !== undefined
    ? refuse('inactive-finding', `the finding is ${request.inactive} where it comes from`)
    : undefined;
