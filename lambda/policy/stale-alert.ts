import { type Guard, refuse } from './guard.ts';

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
