import type { Request, Unreadable } from '../requests/door.ts';
import { describeError } from './described-error.ts';
import type { Findings } from './findings.ts';
import { requestKeyOf, resultIdOf } from './keys.ts';
import { nextStepsOf } from './next-steps.ts';
import { afterDisable, afterEnable, whileUnproven } from './residual-access.ts';
import { type ContainmentResult, SCHEMA_VERSION } from './result.ts';
import { summaryOf } from './summary.ts';
import type { Warning } from './warning.ts';

/** What a report needs to know of the run besides its findings. */
export type ReportContext = {
  portal: string;
  /** Lambda's request id: equal across the retries of one asynchronous invocation. */
  requestId: string;
  receivedAt: Date;
  warnings: ReadonlySet<Warning>;
  /** Whether the key's signature shows a DocSpace admin. */
  keyIsAdmin: boolean | undefined;
};

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;

const originOf = (request: Request | Unreadable, requestId: string): readonly (string | null)[] => {
  if (request.trigger !== 'alert') return [requestId];
  return request.eventId === undefined ? [requestId] : [request.source ?? null, request.eventId];
};

const triggerOf = (request: Request | Unreadable): ContainmentResult['trigger'] => ({
  type: request.trigger,
  eventId: 'eventId' in request ? (request.eventId ?? null) : null,
  alertId: 'alertId' in request ? (request.alertId ?? null) : null,
  source: 'source' in request ? (request.source ?? null) : null,
  severity: 'severity' in request ? request.severity : null,
  reason: 'reason' in request ? request.reason : null,
  operator: 'operator' in request ? (request.operator ?? null) : null,
  detectedAt: 'detectedAt' in request ? request.detectedAt.toISOString() : null,
});

/** An alert that failed, or that could not be proven where proof is possible, is taken up again. */
const isFinal = (request: Request | Unreadable, { outcome, evidence }: Findings): boolean => {
  if (request.trigger !== 'alert') return true;
  return outcome !== 'failed' && (outcome !== 'unverified' || evidence?.verdict === 'unprovable');
};

const errorOf = ({ outcome, error, evidence, problems }: Findings): ContainmentResult['error'] => {
  if (problems !== undefined)
    return { name: 'InvalidRequest', message: problems.join('; '), retryable: false };
  if (error !== undefined) return describeError(error);
  if (outcome !== 'unverified') return undefined;
  return evidence?.verdict === 'unprovable'
    ? {
        name: 'NoProof',
        message: 'the portal shows no state, neither on a read nor in its answer',
        retryable: false,
      }
    : {
        name: 'Contradicted',
        message: 'the portal accepted the write, yet shows the opposite',
        retryable: true,
      };
};

const residualAccessOf = (
  action: string,
  { outcome, evidence }: Findings,
): ContainmentResult['residualAccess'] => {
  const at = evidence?.acceptedAt;
  // A token may have been issued until the proof: a read-back may have shown the client on in between.
  if (outcome === 'disabled' || outcome === 'already-disabled') {
    const off = evidence?.verifiedAt ?? at;
    return off === undefined ? [] : afterDisable(off);
  }
  if (outcome === 'enabled' && at !== undefined) return afterEnable(at);
  const doubtful =
    outcome === 'unverified' || (outcome === 'failed' && (action === 'disable' || evidence !== undefined));
  return doubtful ? whileUnproven() : [];
};

/** Makes the result of one request: adds ids, times, words and advice to what the story found. */
export const report = (
  request: Request | Unreadable,
  findings: Findings,
  context: ReportContext,
): ContainmentResult => {
  const { outcome, evidence, guard, checks } = findings;
  const warnings = new Set(context.warnings);
  const between = (from: Date | undefined, to: Date | undefined): number | null => {
    if (from === undefined || to === undefined) return null;
    if (to < from) warnings.add('negative-duration');
    return Math.max(0, to.getTime() - from.getTime());
  };

  const action = request.action === 'invalid' ? null : request.action;
  const clientId = ('clientId' in request ? request.clientId : undefined) ?? null;
  const detectedAt = 'detectedAt' in request ? request.detectedAt : undefined;
  const containedAt = action === 'disable' ? evidence?.acceptedAt : undefined;
  const final = isFinal(request, findings);
  const error = errorOf(findings);
  const enabledBefore = findings.enabledBefore ?? null;
  const basis = evidence?.basis ?? 'none';
  const timeToContainMs = between(context.receivedAt, containedAt);
  const requestKey = requestKeyOf({
    portal: context.portal,
    action,
    clientId,
    origin: originOf(request, context.requestId),
  });

  return {
    schemaVersion: SCHEMA_VERSION,
    resultId: resultIdOf(requestKey, outcome),
    requestKey,
    final,
    outcome,
    summary: summaryOf({
      outcome,
      action,
      clientId,
      portal: context.portal,
      basis,
      enabledBefore,
      timeToContainMs: evidence?.contradicted === true ? null : timeToContainMs,
      guard: guard?.name,
      mayStillTakeEffect: warnings.has('may-still-take-effect'),
    }),
    action,
    trigger: triggerOf(request),
    client:
      clientId === null
        ? null
        : {
            clientId,
            name: findings.name ?? null,
            portal: context.portal,
            enabledBefore,
            enabledAfter: evidence?.enabledAfter ?? null,
          },
    proof: {
      writes: (evidence?.writes ?? []).map(({ at, status }) => ({ at: at.toISOString(), status })),
      basis,
    },
    ...(guard === undefined ? {} : { guard }),
    ...(error === undefined ? {} : { error }),
    ...(checks === undefined ? {} : { checks }),
    residualAccess: residualAccessOf(request.action, findings),
    timeline: {
      detectedAt: iso(detectedAt),
      receivedAt: context.receivedAt.toISOString(),
      containedAt: iso(containedAt),
      verifiedAt: iso(evidence?.verifiedAt),
    },
    timeToContainMs,
    timeToProofMs: between(context.receivedAt, evidence?.verifiedAt),
    alertAgeMs: between(detectedAt, context.receivedAt),
    warnings: [...warnings],
    nextSteps: nextStepsOf({
      outcome,
      action,
      final,
      guard: guard?.name,
      keyIsAdmin: context.keyIsAdmin,
      clientId,
    }),
  };
};
