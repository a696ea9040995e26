import { type Guard, refuse } from './guard.ts';

/** What was detected only a little before a restore was asked for may be news to whoever asked: doubt disables. */
const DOUBT_MS = 5 * 60_000;

/** A person has judged this alert, or what it is about, and has put the client on again. */
export const restoredSinceAlert: Guard = (request, { record }) => {
  if (request.trigger !== 'alert' || record?.state !== 'restored' || record.restoreAskedAt === undefined)
    return undefined;
  const askedAt = Date.parse(record.restoreAskedAt);
  const detectedAt = request.detectedAt.getTime();
  // A detector may use its id again when the same thing happens anew: that was judged by nobody.
  const judged =
    detectedAt <= askedAt && [request.eventId, request.alertId].some((id) => record.alertIds.includes(id));
  const old = detectedAt < askedAt - DOUBT_MS;
  return judged || old
    ? refuse(
        'restored-since-alert',
        `a person enabled the client at ${record.restoreAskedAt}, after this alert was detected`,
      )
    : undefined;
};
