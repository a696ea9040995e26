import type { KnownClient } from '../contract/known-client.ts';
import type { ClientRecord } from './client-record.ts';

const sinceOf = (record: ClientRecord) => {
  const { state, held, firstWriteAt, intendedAt, lookedAt, restoreAskedAt } = record;
  switch (state) {
    case 'contained':
    case 'containing':
      return record.containedSince ?? firstWriteAt ?? intendedAt;
    case 'drifted':
      return record.driftedAt ?? lookedAt;
    case 'deleted':
      return record.closedAt ?? lookedAt;
    case 'restoring':
    case 'restored':
      return restoreAskedAt ?? intendedAt;
    case undefined:
      return held?.since;
    default:
      return state satisfies never;
  }
};

/** Whether a containment waits for a person longer than it should. It goes on anyway. */
export const isReviewDue = ({ state, reviewBy }: ClientRecord, now: Date): boolean =>
  (state === 'contained' || state === 'drifted') &&
  reviewBy !== undefined &&
  Date.parse(reviewBy) <= now.getTime();

/** A record as results show it; `held` is shown before any other state, since such a client is on. */
export const knownClient = (record: ClientRecord, now: Date): KnownClient => {
  const { held, state } = record;
  // The last one who confirmed a containment did not begin it.
  const isOff = state === 'contained' || state === 'containing';
  const by = isOff ? (record.containedBy ?? record.by) : record.by;
  return {
    clientId: record.clientId,
    name: record.name,
    state: held === undefined ? (state ?? 'held') : 'held',
    since: (held === undefined ? sinceOf(record) : held.since) ?? null,
    by: held?.by ?? by ?? null,
    reviewBy: record.reviewBy ?? null,
    reviewDue: isReviewDue(record, now),
  };
};
