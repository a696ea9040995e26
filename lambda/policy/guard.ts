import type { Request } from '../requests/door.ts';
import type { Severity } from '../requests/severity.ts';

/** What the operator decided once, in settings. */
export type Policy = {
  /** Origin of the one portal that this function serves. */
  portal: string;
  protectedClientIds: ReadonlySet<string>;
  minimumSeverity: Severity;
  maxAlertAgeMs: number;
  allowReplays: boolean;
};

/** What is known when a guard is asked. */
export type Facts = {
  now: Date;
  /** The client as the portal showed it; absent before the read, or where it failed or is not offered. */
  client?: { clientId: string; tenant: number | undefined; enabled: boolean } | undefined;
  /** Tenant that the key's signature claims, if it tells. */
  tenant?: number | undefined;
};

export type Refusal = { name: GuardName; message: string };

export type GuardName = 'protected-client' | 'wrong-portal' | 'stale-alert' | 'below-severity';

/** A request that may change a client. */
export type ChangeRequest = Extract<Request, { action: 'disable' | 'enable' }>;

/** The reason not to act, or nothing. Pure: no I/O, no clock of its own. */
export type Guard = (request: ChangeRequest, facts: Facts, policy: Policy) => Refusal | undefined;

export const refuse = (name: GuardName, message: string): Refusal => ({ name, message });
