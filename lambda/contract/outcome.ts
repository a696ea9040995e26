import * as z from 'zod/mini';

/** How a request ended. Closed: everything that reads an outcome switches over all of them. */
export const OutcomeSchema = z.enum([
  'disabled',
  'already-disabled',
  'enabled',
  'already-enabled',
  'rotated',
  'status',
  'healthy',
  'unhealthy',
  'dry-run',
  'held',
  'refused',
  'not-found',
  'unverified',
  'failed',
  'invalid',
  'listed',
  'breaker-reset',
  'drifted',
]);

export type Outcome = z.infer<typeof OutcomeSchema>;
