import { SEVERITIES } from '../contract/severity.ts';
import { type Guard, hold, refuse } from './guard.ts';

/** Protected clients are the portal's own integrations: without one of them people cannot work. */
export const protectedClient: Guard = ({ clientId }, _facts, policy) =>
  policy.protectedClientIds.has(clientId)
    ? refuse(
        'protected-client',
        `${clientId} is on the protected list; to act on it, take it off the list first`,
      )
    : undefined;

/** An alert for another portal must not hit a client here that happens to have the same id. */
export const alertOfAnotherPortal: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' && request.portal !== undefined && request.portal !== policy.portal
    ? refuse('wrong-portal', `the alert is for another portal than ${policy.portal}`)
    : undefined;

const HOUR_MS = 3_600_000;

const rounded = (value: number): number => Math.round(value * 10) / 10;

const inWords = (milliseconds: number): string => {
  const hours = milliseconds / HOUR_MS;
  return hours <= 72 ? `${rounded(hours)} h` : `${rounded(hours / 24)} days`;
};

/** An old alert may no longer be true: a person may have rotated, restored or deleted the client since. */
export const staleAlert: Guard = (request, { now }, policy) => {
  if (request.trigger !== 'alert') return undefined;
  if (request.replay !== undefined && !policy.allowReplays) {
    return refuse(
      'stale-alert',
      'the event is a replay from an archive, and the settings do not allow replays',
    );
  }
  const age = now.getTime() - request.detectedAt.getTime();
  return age > policy.maxAlertAgeMs
    ? refuse('stale-alert', `the alert is ${inWords(age)} old; the limit is ${inWords(policy.maxAlertAgeMs)}`)
    : undefined;
};

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

/** Somebody who may update the finding took it back: this copy of it is no reason to disable a client. */
export const inactiveFinding: Guard = (request) =>
  request.trigger === 'alert' && request.inactive !== undefined
    ? refuse('inactive-finding', `the finding was taken back where it comes from: ${request.inactive}`)
    : undefined;

/** Asked before any call to the portal, in this order. */
export const REQUEST_GUARDS: readonly Guard[] = [
  protectedClient,
  alertOfAnotherPortal,
  staleAlert,
  belowSeverity,
  inactiveFinding,
];
