import type { Outcome } from '../../lambda/contract/outcome.ts';
import type { Answered } from './answer.ts';

export type Verdict = { verdict: 'ended' } | { verdict: 'stale'; clientIds: string[] } | { verdict: 'kept' };

/** Outcomes after which there is nothing left to do for an alert. */
const ENDED: readonly Outcome[] = ['disabled', 'already-disabled', 'not-found', 'invalid'];

const isStale = ({ outcome, guard }: Answered): boolean =>
  outcome === 'refused' && guard?.name === 'stale-alert';

/**
 * What becomes of a message, by what the function answered. Deleting is the exception that needs an ending for
 * every event in it; a drill ends with its dry run, because it asked for nothing else.
 */
export const judge = (results: readonly Answered[] | undefined, { drill }: { drill: boolean }): Verdict => {
  if (results === undefined || results.length === 0) return { verdict: 'kept' };
  const ended = ({ outcome }: Answered) => ENDED.includes(outcome) || (drill && outcome === 'dry-run');
  if (results.every(ended)) return { verdict: 'ended' };
  if (results.every((result) => ended(result) || isStale(result))) {
    const clientIds = results.filter(isStale).flatMap(({ client }) => client?.clientId ?? []);
    if (clientIds.length > 0) return { verdict: 'stale', clientIds: [...new Set(clientIds)] };
  }
  return { verdict: 'kept' };
};
