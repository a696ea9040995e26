import { type Guard, hold } from './guard.ts';

/** Many clients at once are either a very bad night or somebody who uses the kill switch as a weapon. */
export const breakerOpen: Guard = (request, { disabledByAlerts = 0 }, { breakerLimit, breakerWindowMs }) =>
  request.trigger === 'alert' && disabledByAlerts >= breakerLimit
    ? hold(
        'breaker-open',
        `alerts have disabled ${breakerLimit} clients within ${breakerWindowMs / 60_000} min; this one is left on and held for a person`,
      )
    : undefined;
