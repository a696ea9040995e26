import { createHash } from 'node:crypto';
import type { Outcome } from '../contract/outcome.ts';

const hash = (parts: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** What belongs together across retries: 32 hexadecimal digits of a SHA-256. */
export const requestKeyOf = (parts: {
  portal: string;
  action: string | null;
  clientId: string | null;
  /** Source and envelope id of an alert, or the request id of a manual run. */
  origin: readonly (string | null)[];
}): string => hash([parts.portal, parts.action, parts.clientId, ...parts.origin]);

/** The same for every copy of one result; another for another outcome of the same request. */
export const resultIdOf = (requestKey: string, outcome: Outcome): string => hash([requestKey, outcome]);
