import { belowSeverity } from '../lambda/policy/below-severity.ts';
import type { Facts, Guard, GuardName, Policy } from '../lambda/policy/guard.ts';
import { inactiveFinding } from '../lambda/policy/inactive-finding.ts';
import { needsApproval } from '../lambda/policy/needs-approval.ts';
import { protectedClient } from '../lambda/policy/protected-client.ts';
import { staleAlert } from '../lambda/policy/stale-alert.ts';
import { alertOfAnotherPortal } from '../lambda/policy/wrong-portal.ts';
import type { Alert } from '../lambda/requests/alert.ts';

/** Every guard that reads the request alone, in the order of the policy. */
export const GUARDS_OF_REQUEST: readonly (readonly [GuardName, Guard])[] = [
  ['protected-client', protectedClient],
  ['wrong-portal', alertOfAnotherPortal],
  ['stale-alert', staleAlert],
  ['below-severity', belowSeverity],
  ['inactive-finding', inactiveFinding],
];

/**
 * How each guard judges an alert now; `refuses` is null where it lets it pass, and `holds` says that a person would
 * decide. Approval is named only where the settings ask for it.
 */
export const explainGuards = (alert: Alert, now: Facts['now'], policy: Policy) =>
  [...GUARDS_OF_REQUEST, ...(policy.needsApproval ? [['needs-approval', needsApproval] as const] : [])].map(
    ([name, guard]) => {
      const { message = null, holds = false } = guard(alert, { now }, policy) ?? {};
      return { name, refuses: message, holds };
    },
  );
