import { type Guard, refuse } from './guard.ts';

/**
 * The person who asked for a restore may not have known what was detected up to this long before: when in doubt, the
 * client is disabled.
 */
const DOUBT_MS = 5 * 60_000;

/** A person has judged this alert, or what it is about, and has enabled the client since. */
export const restoredSinceAlert: Guard = (request, { record, requestKey = '' }) => {
  if (request.trigger !== 'alert' || record === undefined) return undefined;
  const { seenAt, detectedAt } = request;
  const isOneOf = (ids: readonly string[]) =>
    [request.eventId, request.alertId].some((id) => ids.includes(id));
  // A note, a change of its state, or what a playbook itself wrote into it looks like this: nobody saw anything new.
  if (seenAt === undefined && isOneOf(record.judgedIds ?? []))
    return refuse(
      'restored-since-alert',
      'a person enabled the client after this finding had disabled it, and the finding does not say that it was seen again',
    );
  if (record.state !== 'restored' || record.restoreAskedAt === undefined) return undefined;
  const askedAt = Date.parse(record.restoreAskedAt);
  // A detector may use its id again when the same thing happens again: that was judged by nobody.
  const judged = isOneOf(record.alertIds) && (seenAt === undefined || seenAt.getTime() <= askedAt);
  const old = (seenAt ?? detectedAt).getTime() < askedAt - DOUBT_MS;
  // This event ended proven once: it never writes again after a restore, whatever its sender's clock says.
  const proven = record.provenRequests.includes(requestKey);
  return judged || old || proven
    ? refuse(
        'restored-since-alert',
        `a person enabled the client at ${record.restoreAskedAt}, after this alert was detected`,
      )
    : undefined;
};
