import { type Guard, refuse } from './guard.ts';

/** Somebody who may update the finding took it back: this copy of it is no reason to disable a client. */
export const inactiveFinding: Guard = (request) =>
  request.trigger === 'alert' && request.inactive !== undefined
    ? refuse('inactive-finding', `the finding was taken back where it comes from: ${request.inactive}`)
    : undefined;
