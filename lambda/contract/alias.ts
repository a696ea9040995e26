/**
 * The aliases of the function. Each says whose a payload is that comes through it, and each has permissions of its own;
 * all of them run the same code with the same settings.
 */
export const ALIASES = ['alerts', 'schedule', 'responder'] as const;

export type AliasName = (typeof ALIASES)[number];
