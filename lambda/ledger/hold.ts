import { type ClientRecord, expiryAfter, revised } from './client-record.ts';
import { type Intent, withIds } from './containment.ts';

/** An alert did not disable this client: a person decides. Further alerts join the hold of the first. */
export const held = (
  seen: ClientRecord | undefined,
  {
    clientId,
    requestKey,
    by,
    at,
    name,
    alertIds,
  }: Pick<Intent, 'clientId' | 'requestKey' | 'by' | 'at' | 'name' | 'alertIds'>,
): ClientRecord =>
  revised(seen, clientId, {
    // A person who decides that the client may stay on has judged this alert.
    alertIds: withIds(seen?.alertIds ?? [], alertIds),
    name: name ?? seen?.name ?? null,
    held: seen?.held ?? { since: at.toISOString(), by, requestKey },
    expiresAt: undefined,
  });

/** Whether a hold has waited for a person longer than the settings say. */
export const isHoldExpired = ({ held: hold }: ClientRecord, now: Date, holdForMs: number): boolean =>
  hold !== undefined && now.getTime() - Date.parse(hold.since) >= holdForMs;

/** Nobody decided: the hold ends, and what else is known of the client stays. */
export const holdExpired = (seen: ClientRecord, at: Date): ClientRecord =>
  revised(seen, seen.clientId, {
    held: undefined,
    ...(seen.state === undefined ? { closedAt: at.toISOString(), expiresAt: expiryAfter(at) } : {}),
  });
