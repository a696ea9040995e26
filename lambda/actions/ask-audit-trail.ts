import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

/** With less time than this before the end of a run, its result goes out without evidence. */
const MIN_LEFT_MS = 30_000;

/**
 * Whether the audit trail may be asked about a client: only after the end of the run is in the ledger, and never in the
 * way of a further alert, of the portal's rate limit, or of the run's own end.
 */
export const mayAskAuditTrail = (
  { outcome, evidence, keptResult }: Pick<Ending, 'outcome' | 'evidence' | 'keptResult'>,
  { portal, receivedAt, warnings, deadline }: Pick<Scene, 'portal' | 'receivedAt' | 'warnings' | 'deadline'>,
  moreWait = false,
): boolean => {
  const hasEnded = evidence !== undefined || outcome === 'drifted' || outcome === 'held';
  const limitedAt = portal.rateLimitedAt?.();
  const wasLimited = warnings.has('rate-limited') || (limitedAt !== undefined && limitedAt >= receivedAt);
  return (
    hasEnded && keptResult === undefined && !moreWait && !wasLimited && deadline.remaining() >= MIN_LEFT_MS
  );
};
