import type { ContainmentResult } from '../contract/result.ts';
import type { Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';

/** With less time than this before the end of a run, its result goes out without evidence. */
const MIN_LEFT_MS = 30_000;

/**
 * Whether the audit trail may be asked about a client: only after the end of the run is in the ledger, and never in the
 * way of a further alert, of the portal's rate limit, or of the run's own end. A result that was kept by an earlier run stays
 * as it was.
 */
export const mayAskAuditTrail = (
  { outcome, timeline }: Pick<ContainmentResult, 'outcome' | 'timeline'>,
  { evidence }: Pick<Ending, 'evidence'>,
  { portal, receivedAt, warnings, deadline }: Pick<Scene, 'portal' | 'receivedAt' | 'warnings' | 'deadline'>,
  moreWait = false,
): boolean => {
  const hasEnded = evidence !== undefined || outcome === 'drifted' || outcome === 'held';
  const isOwn = timeline.verifiedAt === (evidence?.verifiedAt?.toISOString() ?? null);
  const limitedAt = portal.rateLimitedAt?.();
  const wasLimited = warnings.has('rate-limited') || (limitedAt !== undefined && limitedAt >= receivedAt);
  return hasEnded && isOwn && !moreWait && !wasLimited && deadline.remaining() >= MIN_LEFT_MS;
};
