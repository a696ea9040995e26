import { belowSeverity } from './below-severity.ts';
import { containmentUnderWay } from './containment-under-way.ts';
import { type ChangeRequest, type Facts, type Guard, hold, type Policy, type Refusal } from './guard.ts';
import { inactiveFinding } from './inactive-finding.ts';
import { ledgerUnavailable } from './ledger-unavailable.ts';
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

/** Alerts only propose: a person disables the client, also one that is off and the kill switch does not know why. */
export const needsApproval: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' && policy.needsApproval
    ? hold(
        'needs-approval',
        'alerts only propose, because the settings say so (mode: approve); a person decides',
      )
    : undefined;

/** Asked of an alert that would write, before it takes a slot, in this order: they hold the client for a person. */
export const HOLD_GUARDS: readonly Guard[] = [belowSeverity, needsApproval];

/**
 * The first refusal, or the first hold, of an ordered list of guards; the lists are the policy. A guard that throws is
 * a fault of ours: the request fails with it, nothing is done, and an alert is delivered again.
 */
export const firstRefusal = (
  guards: readonly Guard[],
  request: ChangeRequest,
  facts: Facts,
  policy: Policy,
  { holds = false } = {},
): Refusal | undefined => {
  for (const guard of guards) {
    const refusal = guard(request, facts, policy);
    if (refusal !== undefined && (refusal.holds ?? false) === holds) return refusal;
  }
  return undefined;
};
