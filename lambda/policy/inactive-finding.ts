import { type Guard, refuse } from './guard.ts';

/** Whoever may update a finding took it back: what it said is no reason to cut anyone off. Of this copy alone. */
export const inactiveFinding: Guard = (request) =>
  request.trigger === 'alert' && request.inactive !== undefined
    ? refuse('inactive-finding', `the finding was taken back where it comes from: ${request.inactive}`)
    : undefined;
