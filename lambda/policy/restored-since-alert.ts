import { type Guard, refuse } from './guard.ts';

/** What was detected only a little before a restore was asked for may be news to whoever asked: doubt disables. */
const DOUBT_MS = 5 * 60_000;

/** A person has judged this alert, or what it is about, and has enabled the client since. */
export const restoredSinceAlert: Guard = (request, { record, requestKey = '' }) => {
  if (request.trigger !== 'alert' || record?.state !== 'restored' || record.restoreAskedAt === undefined)
    return undefined;
  const askedAt = Date.parse(record.restoreAskedAt);
  const detectedAt = request.detectedAt.getTime();
  // A detector may use its id again when the same thing happens anew: that was judged by nobody.
  const judged =
    detectedAt <= askedAt && [request.eventId, request.alertId].some((id) => record.alertIds.includes(id));
  const old = detectedAt < askedAt - DOUBT_MS;
  // This very event ended proven once: it never writes again after a restore, whatever its sender's clock says.
  const proven = record.provenRequests.includes(requestKey);
  return judged || old || proven
    ? refuse(
        'restored-since-alert',
        `a person enabled the client at ${record.restoreAskedAt}, after this alert was detected`,
      )
    : undefined;
};
