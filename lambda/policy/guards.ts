import { belowSeverity } from './below-severity.ts';
import { breakerOpen } from './breaker-open.ts';
import { containmentUnderWay } from './containment-under-way.ts';
import type { ChangeRequest, Facts, Guard, GuardName, Policy, Refusal } from './guard.ts';
import { inactiveFinding } from './inactive-finding.ts';
import { ledgerUnavailable } from './ledger-unavailable.ts';
import { protectedClient } from './protected-client.ts';
import { restoredSinceAlert } from './restored-since-alert.ts';
import { staleAlert } from './stale-alert.ts';
import { unrotatedSecret } from './unrotated-secret.ts';
import { alertOfAnotherPortal, clientOfAnotherTenant } from './wrong-portal.ts';

type Listed = readonly [GuardName, Guard];

/** Asked before any call to the portal, in this order. */
export const REQUEST_GUARDS: readonly Listed[] = [
  ['protected-client', protectedClient],
  ['wrong-portal', alertOfAnotherPortal],
  ['stale-alert', staleAlert],
  ['below-severity', belowSeverity],
  ['inactive-finding', inactiveFinding],
];

/** Asked once the client and its record were read, in this order. */
export const STATE_GUARDS: readonly Listed[] = [
  ['wrong-portal', clientOfAnotherTenant],
  ['restored-since-alert', restoredSinceAlert],
  ['ledger-unavailable', ledgerUnavailable],
  ['containment-under-way', containmentUnderWay],
  ['unrotated-secret', unrotatedSecret],
];

/** Asked last of all, of an alert that would write: the slot that it took must not be taken for nothing. */
export const SLOT_GUARDS: readonly Listed[] = [['breaker-open', breakerOpen]];

/**
 * The first refusal of an ordered list of guards; the lists are the policy. A guard that throws refuses:
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
