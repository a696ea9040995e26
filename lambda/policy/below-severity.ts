import { SEVERITIES } from '../contract/severity.ts';
import { type Guard, hold, refuse } from './guard.ts';

/**
 * An integration is disabled, also at night, only for a severe alert, or for one that a person chose. An alert between
 * the two thresholds is held, unless the client is off already.
 */
export const belowSeverity: Guard = (request, { client }, { holdSeverity, minimumSeverity }) => {
  if (request.trigger !== 'alert' || request.chosenByPerson) return undefined;
  const { severity } = request;
  const rank = SEVERITIES.indexOf(severity);
  if (rank < SEVERITIES.indexOf(holdSeverity))
    return refuse('below-severity', `severity ${severity} is under the threshold ${holdSeverity}`);
  return rank < SEVERITIES.indexOf(minimumSeverity) && client?.enabled !== false
    ? hold('below-severity', `severity ${severity} is under the threshold ${minimumSeverity}`)
    : undefined;
};
