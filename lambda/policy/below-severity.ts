import { SEVERITIES } from '../contract/severity.ts';
import { type Guard, hold, refuse } from './guard.ts';

/**
 * Cutting off an integration at night is for alerts that are worth it, or for a person who chose this one. Between the
 * two thresholds a person decides, unless the client is off anyway.
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
