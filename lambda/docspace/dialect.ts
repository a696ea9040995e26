import type { ClientId } from '../contract/client-id.ts';
import type { AuditEvent, AuditQuery } from './audit-trail.ts';
import type { ClientState } from './operations.ts';
import type { Deadline } from './run.ts';
import type { Signature } from './session.ts';

/** A write that the portal answered with 2xx. It is accepted, not yet proven. */
export type AcceptedWrite = {
  status: number;
  /** Calls left in the rate limit's bucket, if the answer says so. */
  tokensLeft: number | undefined;
  /** The state that the answer's own body shows, if it does. */
  statedEnabled: boolean | undefined;
  /** The portal's clock when it answered, if the answer has a usable Date. */
  portalAt: Date | undefined;
};

/** One of the APIs that a portal may have. All calls throw a DocSpaceError; none is repeated after it may have reached the portal. */
export type Dialect = {
  /** @returns the client as the portal shows it, or `undefined` if the portal has no such read */
  readClient: (clientId: ClientId, deadline: Deadline) => Promise<ClientState | undefined>;
  setActivation: (clientId: ClientId, enabled: boolean, deadline: Deadline) => Promise<AcceptedWrite>;
  /** Gives the client a new secret, which only the portal shows; whether it did, and whether the client is off, must be read. */
  regenerateSecret: (clientId: ClientId, deadline: Deadline) => Promise<void>;
  /** Audit events, the newest first, as the portal gives them: about other targets, too. Absent if the dialect has no audit trail. */
  readAuditTrail?: (query: AuditQuery, deadline: Deadline) => Promise<AuditEvent[]>;
  /** When the portal last answered 429. */
  rateLimitedAt?: () => Date | undefined;
  /** Trades the key for a new signature, whatever is in memory. @returns false if the dialect has no signatures */
  signIn: (deadline: Deadline) => Promise<boolean>;
  /** What the key's signature says about its owner, once there is one. */
  owner: () => Signature | undefined;
  /** The key in memory may be the wrong one: the next call uses the key that is stored then. */
  doubtKey: () => void;
  /**
   * The dialect of the last call. `documented` by the settings only; `guessed`: `auto` found no token exchange, so
   * a write went out in the documented way, and nothing about it is certain.
   */
  spoken: () => 'current' | 'documented' | 'guessed';
};
