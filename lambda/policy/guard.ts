import type { Severity } from '../contract/severity.ts';
import type { ClientRecord } from '../ledger/client-record.ts';
import type { Request } from '../requests/door.ts';

/** What the operator decided once, in settings. */
export type Policy = {
  /** Origin of the one portal that this function serves. */
  portal: string;
  protectedClientIds: ReadonlySet<string>;
  minimumSeverity: Severity;
  /** From here up to the minimum an alert is held for a person; never above the minimum. */
  holdSeverity: Severity;
  /** Alerts propose, a person disables. */
  needsApproval: boolean;
  maxAlertAgeMs: number;
  allowReplays: boolean;
  /** Distinct clients that alerts may disable within the window. */
  breakerLimit: number;
  breakerWindowMs: number;
};

/** What is known when a guard is asked. */
export type Facts = {
  now: Date;
  /** The client as the portal showed it; absent before the read, or if the read failed or is not offered. */
  client?:
    | { clientId: string; tenant: number | undefined; enabled: boolean; fingerprint: string | undefined }
    | undefined;
  /** Tenant that the key's signature claims, if it shows one. */
  tenant?: number | undefined;
  /** What the ledger knows of the client; absent if it knows nothing. */
  record?: ClientRecord | undefined;
  /** Whether the ledger answered; absent before it was asked. */
  ledgerAnswers?: boolean;
  /** Equal for all runs of one request; absent before the record was read. */
  requestKey?: string;
  /** Other clients with an accepted disable by alerts in the window; absent if the breaker has a slot. */
  disabledByAlerts?: number;
};

export type Refusal = {
  name: GuardName;
  message: string;
  /** Given if the next step depends on it. */
  reason?: 'rotation-unknown';
  /** No refusal: a person decides. */
  holds?: true;
};

export type GuardName =
  | 'protected-client'
  | 'wrong-portal'
  | 'stale-alert'
  | 'below-severity'
  | 'inactive-finding'
  | 'restored-since-alert'
  | 'needs-approval'
  | 'breaker-open'
  | 'hold-expired'
  | 'ledger-unavailable'
  | 'containment-under-way'
  | 'unrotated-secret';

/** A request that may change a client. */
export type ChangeRequest = Extract<Request, { action: 'disable' | 'enable' }>;

/** The reason not to act; `undefined` if there is none. Pure: no I/O, no clock of its own. */
export type Guard = (request: ChangeRequest, facts: Facts, policy: Policy) => Refusal | undefined;

export const refuse = (name: GuardName, message: string): Refusal => ({ name, message });

/** Not a refusal: the client is held, and a person decides. */
export const hold = (name: GuardName, message: string): Refusal => ({ name, message, holds: true });

/**
 * The first refusal of an ordered list of guards, or the first hold; the lists are the policy. A guard that throws is a
 * fault of ours: the request fails with it, nothing is done, and an alert is delivered again.
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
