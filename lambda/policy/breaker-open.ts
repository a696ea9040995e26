import { type Guard, hold } from './guard.ts';

/** Alerts about many clients at once: either many are attacked, or somebody uses the kill switch to attack. */
export const breakerOpen: Guard = (request, { disabledByAlerts = 0 }, { breakerLimit, breakerWindowMs }) =>
  request.trigger === 'alert' && disabledByAlerts >= breakerLimit
    ? hold(
        'breaker-open',
        `alerts have disabled ${breakerLimit} clients within ${breakerWindowMs / 60_000} min; this one is left on and held for a person`,
      )
    : undefined;
