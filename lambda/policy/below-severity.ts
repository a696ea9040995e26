import { SEVERITIES } from '../contract/severity.ts';
import { type Guard, refuse } from './guard.ts';

/** Cutting off an integration at night is for alerts that are worth it, or for a person who chose this one. */
export const belowSeverity: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' &&
  !request.chosenByPerson &&
  SEVERITIES.indexOf(request.severity) < SEVERITIES.indexOf(policy.minimumSeverity)
    ? refuse(
        'below-severity',
        `severity ${request.severity} is under the threshold ${policy.minimumSeverity}`,
      )
    : undefined;
