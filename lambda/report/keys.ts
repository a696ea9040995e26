import { createHash } from 'node:crypto';
import type { Outcome } from '../contract/outcome.ts';
import type { Request } from '../requests/door.ts';
import type { Unreadable } from '../requests/unreadable.ts';

const hash = (parts: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** The key of what the drift watch found at one client: the same until the record is looked at again. */
export const sightingKey = (
  portal: string,
  clientId: string,
  finding: string,
  { decision, lookedAt = null }: { decision: number; lookedAt?: string | null | undefined },
): string => hash([portal, 'watch', clientId, finding, `${decision}`, lookedAt]);

/**
 * The key of one request, equal for all its runs and results: of an alert by its envelope id and, in it, the
 * finding's; of any other by Lambda's request id. 32 hexadecimal digits of a SHA-256.
 */
export const requestKeyFor = (request: Request | Unreadable, portal: string, requestId: string): string => {
  const action = request.action === 'invalid' ? null : request.action;
  const clientId = ('clientId' in request ? request.clientId : undefined) ?? null;
  if (request.trigger !== 'alert' || request.eventId === undefined)
    return hash([portal, action, clientId, requestId]);
  const { source = null, eventId, findingId } = request;
  return hash([portal, action, clientId, source, eventId, ...(findingId === undefined ? [] : [findingId])]);
};

/** The same for every copy of one result; another for another outcome of the same request. */
export const resultIdOf = (requestKey: string, outcome: Outcome): string => hash([requestKey, outcome]);
