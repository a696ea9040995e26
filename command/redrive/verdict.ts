import type { Outcome } from '../../lambda/contract/outcome.ts';
import type { Answered } from './answer.ts';
import { whyKept } from './why-kept.ts';

export type Verdict =
  | { verdict: 'ended' }
  | { verdict: 'stale'; clientIds: string[] }
  | { verdict: 'kept'; why: string };

const OFF: readonly string[] = ['disabled', 'already-disabled'] satisfies Outcome[];
const GONE: Outcome = 'not-found';
const LOOKED: Outcome = 'dry-run';
const REFUSED: Outcome = 'refused';

/** What the state that was shown rests on; the function makes nothing final of an answer that it only guessed at. */
const PROOFS: readonly string[] = ['read-back', 'response-body'];

/**
 * Whether nothing is left to do for one alert: its client was proven off, or is gone (the function alone decides
 * whether a 404 is believable, and says so with `final`), or it was a drill, which asked for no more than a look.
 */
export const isEnded = (
  { outcome, final, proof }: Pick<Answered, 'outcome' | 'final' | 'proof'>,
  { drill }: { drill: boolean },
): boolean =>
  final &&
  ((OFF.includes(outcome) && PROOFS.includes(proof.basis)) ||
    outcome === GONE ||
    (drill && outcome === LOOKED));

const isStale = ({ outcome, guard }: Answered): boolean =>
  outcome === REFUSED && guard?.name === 'stale-alert';

/**
 * What becomes of a message, by the results of that very message. It is deleted only where each of its alerts ended;
 * whatever this program does not know keeps it.
 * @param alerts how many alerts the message holds: each must have a result
 */
export const judge = (
  results: readonly Answered[] | undefined,
  { drill, alerts }: { drill: boolean; alerts: number },
): Verdict => {
  const kept: Verdict = { verdict: 'kept', why: whyKept(results, alerts) };
  if (results === undefined || results.length === 0 || results.length < alerts) return kept;
  const open = results.filter((result) => !isEnded(result, { drill }));
  if (open.length === 0) return { verdict: 'ended' };
  const clientIds = open.flatMap(({ client }) => client?.clientId ?? []);
  if (!open.every(isStale) || clientIds.length < open.length)
    return { verdict: 'kept', why: whyKept(open, open.length) };
  return { verdict: 'stale', clientIds: [...new Set(clientIds)] };
};
