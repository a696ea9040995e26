import { belowSeverity } from './below-severity.ts';
import { breakerOpen } from './breaker-open.ts';
import { containmentUnderWay } from './containment-under-way.ts';
import type { ChangeRequest, Facts, Guard, Policy, Refusal } from './guard.ts';
import { inactiveFinding } from './inactive-finding.ts';
import { ledgerUnavailable } from './ledger-unavailable.ts';
import { notContained } from './not-contained.ts';
import { protectedClient } from './protected-client.ts';
import { restoredSinceAlert } from './restored-since-alert.ts';
import { staleAlert } from './stale-alert.ts';
import { unrotatedSecret } from './unrotated-secret.ts';
import { alertOfAnotherPortal, clientOfAnotherTenant } from './wrong-portal.ts';

/** Asked before any call to the portal, in this order. */
export const REQUEST_GUARDS: readonly Guard[] = [
  protectedClient,
  alertOfAnotherPortal,
  staleAlert,
  belowSeverity,
  inactiveFinding,
];

/** Asked of a disable once the client and its record were read, in this order. */
export const DISABLE_GUARDS: readonly Guard[] = [clientOfAnotherTenant, restoredSinceAlert];

/** Asked of an enable once the client and its record were read, in this order. */
export const ENABLE_GUARDS: readonly Guard[] = [
  clientOfAnotherTenant,
  ledgerUnavailable,
  containmentUnderWay,
  unrotatedSecret,
];

/** Asked of a change of the secret once the client and its record were read, in this order. */
export const ROTATE_GUARDS: readonly Guard[] = [
  clientOfAnotherTenant,
  ledgerUnavailable,
  containmentUnderWay,
  notContained,
];

/** Asked last of all, of an alert that would write and found no slot: they hold the client for a person. */
export const HOLD_GUARDS: readonly Guard[] = [breakerOpen];

/**
 * The first refusal of an ordered list of guards; the lists are the policy. A guard that throws is a fault of ours:
 * the request fails with it, nothing is done, and an alert is delivered again.
 */
export const firstRefusal = (
  guards: readonly Guard[],
  request: ChangeRequest,
  facts: Facts,
  policy: Policy,
): Refusal | undefined => {
  for (const guard of guards) {
    const refusal = guard(request, facts, policy);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};
