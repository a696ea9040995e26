import { belowSeverity } from './below-severity.ts';
import { containmentUnderWay } from './containment-under-way.ts';
import type { Guard } from './guard.ts';
import { inactiveFinding } from './inactive-finding.ts';
import { ledgerUnavailable } from './ledger-unavailable.ts';
import { needsApproval } from './needs-approval.ts';
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

/** Asked of an alert that would write, before it takes a slot, in this order: they hold the client for a person. */
export const HOLD_GUARDS: readonly Guard[] = [belowSeverity, needsApproval];

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
