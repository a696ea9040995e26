import type { Answered } from './answer.ts';

const NOT_PROVEN = 'not proven off';

/** Why an outcome keeps its message, and what a person can do about it. */
const REASONS: Readonly<Record<string, string>> = {
  refused: 'refused: a person must decide; --discard <id> deletes it',
  held: 'held: a person must decide, the action list shows how; --discard <id> deletes it',
  invalid:
    'the function cannot read it, perhaps because a setting such as inputs is missing; --discard-invalid deletes what no setting makes readable',
  unverified:
    'accepted by the portal, not proven: look the client up in DocSpace; --discard <id> deletes the message',
  'dry-run': 'the function only looked: mode: dry-run is set',
};

/**
 * Why a message stays in its queue, for a person.
 * @param results of the alerts that did not end; `undefined`: the function threw, or its answer cannot be read
 */
export const whyKept = (results: readonly Answered[] | undefined, alerts: number): string => {
  if (results === undefined) return 'the function failed, or its answer cannot be read; its log says why';
  if (results.length === 0)
    return 'the function found no alert in it, perhaps because a setting such as inputs is missing';
  if (results.length < alerts)
    return `${alerts - results.length} of its ${alerts} alerts has no result, perhaps because a setting such as inputs is missing`;
  const reasons = results.map(({ outcome, final }) => (final ? REASONS[outcome] : undefined) ?? NOT_PROVEN);
  return [...new Set(reasons)].join('; ');
};
