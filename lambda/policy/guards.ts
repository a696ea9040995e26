import { belowSeverity } from './below-severity.ts';
import type { ChangeRequest, Facts, Guard, GuardName, Policy, Refusal } from './guard.ts';
import { protectedClient } from './protected-client.ts';
import { staleAlert } from './stale-alert.ts';
import { alertOfAnotherPortal, clientOfAnotherTenant } from './wrong-portal.ts';

type Listed = readonly [GuardName, Guard];

/** Asked before any call to the portal, in this order. */
export const REQUEST_GUARDS: readonly Listed[] = [
  ['protected-client', protectedClient],
  ['wrong-portal', alertOfAnotherPortal],
  ['stale-alert', staleAlert],
  ['below-severity', belowSeverity],
];

/** Asked once the client was read, in this order. */
export const STATE_GUARDS: readonly Listed[] = [['wrong-portal', clientOfAnotherTenant]];

/**
 * The first refusal of an ordered list of guards; the two lists are the policy. A guard that throws refuses:
 * an action that can't be judged is not taken.
 */
export const firstRefusal = (
  guards: readonly Listed[],
  request: ChangeRequest,
  facts: Facts,
  policy: Policy,
): Refusal | undefined => {
  for (const [name, guard] of guards) {
    try {
      const refusal = guard(request, facts, policy);
      if (refusal !== undefined) return refusal;
    } catch {
      return { name, message: 'the guard itself failed, so it refuses; see the log' };
    }
  }
  return undefined;
};
