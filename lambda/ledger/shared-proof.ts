import { type ClientRecord, revised } from './client-record.ts';
import { type Intent, withIds } from './containment.ts';

/** Adds an alert that shares the proof of another: a person who restores the client has judged this alert, too. */
export const joined = (
  seen: ClientRecord | undefined,
  { alertIds, requestKey }: Pick<Intent, 'alertIds' | 'requestKey'>,
): ClientRecord | undefined =>
  (seen?.state === 'containing' || seen?.state === 'contained') &&
  (alertIds.some((id) => !seen.alertIds.includes(id)) || !seen.provenRequests.includes(requestKey))
    ? revised(seen, seen.clientId, {
        alertIds: withIds(seen.alertIds, alertIds),
        provenRequests: withIds(seen.provenRequests, [requestKey]),
      })
    : undefined;

/**
 * Whether another run has proven the client off since that moment: by the whole sequence, with the last accepted write
 * sent after it, and no restore has begun since.
 */
export const isProvenSince = (record: ClientRecord | undefined, moment: Date): boolean =>
  (record?.state === 'containing' || record?.state === 'contained') &&
  record.fullProof !== undefined &&
  Date.parse(record.fullProof.writtenAt) > moment.getTime();
