import { type Guard, refuse } from './guard.ts';

const HOUR_MS = 3_600_000;

const hours = (milliseconds: number): string => `${Math.round((milliseconds / HOUR_MS) * 10) / 10} h`;

/** An old alert describes a world that may be gone: a person may have rotated, restored or deleted since. */
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
    ? refuse('stale-alert', `the alert is ${hours(age)} old; the limit is ${hours(policy.maxAlertAgeMs)}`)
    : undefined;
};
