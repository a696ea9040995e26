import { NO_DETAILS } from '../contract/client-details.ts';
import { type ContainmentResult, SCHEMA_VERSION } from '../contract/result.ts';
import type { Settings } from '../contract/settings.ts';
import type { Warning } from '../contract/warning.ts';
import type { Dialect } from '../docspace/dialect.ts';
import { NotFoundUnprovenError } from '../docspace/errors.ts';
import type { Request } from '../requests/door.ts';
import { SettingError } from '../requests/setting-error.ts';
import type { Unreadable } from '../requests/unreadable.ts';
import { describeError } from './described-error.ts';
import type { Ending } from './ending.ts';
import { isFinalForAlert } from './finality.ts';
import { resultIdOf } from './keys.ts';
import { nextStepsOf } from './next-steps.ts';
import { ocsfOf } from './ocsf.ts';
import { isOffAfterRotation, residualAccessOf } from './residual-access.ts';
import { summaryOf } from './summary.ts';

/** A request, or a client that the drift watch looked at. */
type Reported = Request | Unreadable | (Extract<Request, { action: 'watch' }> & { clientId: string });

/** What a report needs of the run besides its ending. */
type RunOfReport = {
  portal: Dialect;
  settings: Settings;
  /** Equal for all runs of one request. */
  requestKey: string;
  receivedAt: Date;
  warnings: ReadonlySet<Warning>;
};

const triggerOf = (request: Reported, { heldAlert }: Ending): ContainmentResult['trigger'] => ({
  type: request.trigger,
  eventId: 'eventId' in request ? (request.eventId ?? null) : null,
  alertId: 'alertId' in request ? (request.alertId ?? null) : null,
  source: 'source' in request ? (request.source ?? null) : null,
  ...('transport' in request && request.transport !== undefined ? { transport: request.transport } : {}),
  ...('finding' in request && request.finding !== undefined ? { finding: request.finding } : {}),
  severity: 'severity' in request ? request.severity : null,
  reason: 'reason' in request ? request.reason : null,
  operator: 'operator' in request ? (request.operator ?? null) : null,
  detectedAt: 'detectedAt' in request ? request.detectedAt.toISOString() : null,
  ...(heldAlert === undefined
    ? {}
    : { heldAlert: { alertId: heldAlert.alertId, source: heldAlert.source, reason: heldAlert.reason } }),
});

const errorOf = ({ outcome, error, evidence, problems }: Ending): ContainmentResult['error'] => {
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
        message: 'the portal accepted the write, but shows the opposite',
        retryable: true,
      };
};

/** Makes the result of one request: adds ids, times, words and advice to what the story found. */
export const report = (request: Reported, ending: Ending, scene: RunOfReport): ContainmentResult => {
  const { outcome, evidence, guard, checks, containment, clients, moreClients = 0, rotation } = ending;
  const { requestKey, portal, settings } = scene;
  const portalUrl = settings.policy.portal;
  const receivedAt = ending.receivedAt ?? scene.receivedAt;
  const warnings = new Set(scene.warnings);
  const between = (from: Date | undefined, to: Date | undefined): number | null => {
    if (from === undefined || to === undefined) return null;
    if (to < from) warnings.add('negative-duration');
    return Math.max(0, to.getTime() - from.getTime());
  };

  const action = request.action === 'invalid' ? null : request.action;
  const clientId = ('clientId' in request ? request.clientId : undefined) ?? null;
  const detectedAt = 'detectedAt' in request ? request.detectedAt : undefined;
  const containedAt = action === 'disable' || action === 'watch' ? evidence?.acceptedAt : undefined;
  const final = request.trigger !== 'alert' || isFinalForAlert(ending);
  const error = errorOf(ending);
  const enabledBefore = ending.enabledBefore ?? null;
  const basis = evidence?.basis ?? 'none';
  // Another run's write does not show how fast this one was.
  const timeToContainMs = warnings.has('shared-proof') ? null : between(receivedAt, containedAt);

  const result: ContainmentResult = {
    schemaVersion: SCHEMA_VERSION,
    resultId: resultIdOf(requestKey, outcome),
    requestKey,
    final,
    outcome,
    summary: summaryOf({
      outcome,
      action,
      clientId,
      portal: portalUrl,
      basis,
      enabledBefore,
      timeToContainMs: evidence?.contradicted === true ? null : timeToContainMs,
      guard: guard?.name,
      warnings,
      stackName: settings.inputs.functionName,
      since: containment?.since ?? null,
      listed: clients === undefined ? null : clients.length + moreClients,
      looks: ending.looks,
      rotation,
      isProven: evidence?.verdict === 'proven',
    }),
    action,
    decision: ending.decision ?? null,
    trigger: triggerOf(request, ending),
    client:
      clientId === null
        ? null
        : {
            clientId,
            name: ending.name ?? null,
            portal: portalUrl,
            enabledBefore,
            enabledAfter: evidence?.enabledAfter ?? null,
            ...(ending.details ?? NO_DETAILS),
          },
    proof: {
      writes: (evidence?.writes ?? []).map((write) => ({
        ...write,
        sentAt: write.sentAt.toISOString(),
        answeredAt: write.answeredAt?.toISOString() ?? null,
      })),
      basis,
    },
    ...(guard === undefined ? {} : { guard: { name: guard.name, message: guard.message } }),
    ...(error === undefined ? {} : { error }),
    ...(checks === undefined ? {} : { checks: [...checks] }),
    ...(containment === undefined ? {} : { containment }),
    ...(clients === undefined ? {} : { clients: [...clients] }),
    ...(moreClients === 0 ? {} : { moreClients }),
    residualAccess: residualAccessOf(request.action, ending),
    timeline: {
      detectedAt: detectedAt?.toISOString() ?? null,
      receivedAt: receivedAt.toISOString(),
      containedAt: containedAt?.toISOString() ?? null,
      verifiedAt: evidence?.verifiedAt?.toISOString() ?? null,
      ...(rotation?.rotatedAt === undefined ? {} : { rotatedAt: rotation.rotatedAt.toISOString() }),
    },
    timeToContainMs,
    timeToProofMs: between(receivedAt, evidence?.verifiedAt),
    alertAgeMs: between(detectedAt, receivedAt),
    warnings: [...warnings],
    nextSteps: nextStepsOf({
      outcome,
      action,
      final,
      guard,
      keyIsAdmin: portal.owner()?.isAdmin,
      doubt: ending.error instanceof NotFoundUnprovenError ? ending.error.doubt : undefined,
      isSettingMissing: ending.error instanceof SettingError,
      isGuessed: portal.spoken() === 'guessed',
      warnings,
      enabledBefore,
      stackName: settings.inputs.functionName,
      clientId,
      clients: clients ?? [],
      unseen: ending.looks?.unseen ?? 0,
      hasNewSecret: rotation?.rotatedAt !== undefined,
      isProvenOff: isOffAfterRotation(ending),
    }),
  };
  const ocsf = settings.ocsfResults ? ocsfOf(result) : undefined;
  return ocsf === undefined ? result : { ...result, ocsf };
};
