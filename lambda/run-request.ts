import { mayAskAuditTrail } from './actions/ask-audit-trail.ts';
import { withAuditEvidence } from './actions/audit-evidence.ts';
import { respond } from './actions/respond.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Warning } from './contract/warning.ts';
import { DeadlineError } from './docspace/errors.ts';
import { deadlineAt } from './docspace/patience.ts';
import { NOTABLE_SKEW_MS } from './docspace/session.ts';
import type { Write } from './ledger/revise-record.ts';
import { AFTER_WRITE } from './ledger/time-limits.ts';
import { END_CODES, faultFields } from './log.ts';
import type { Ending } from './report/ending.ts';
import { requestKeyFor } from './report/keys.ts';
import { report } from './report/report.ts';
import type { SingleRequest } from './requests/door.ts';
import { SettingError } from './requests/setting-error.ts';
import { TooManyAlertsError } from './requests/too-many-alerts-error.ts';
import type { Unreadable } from './requests/unreadable.ts';
import type { Container, Scene } from './scene.ts';

/** One call of the function. */
export type Invocation = {
  /** Lambda's own id of it. */
  requestId: string;
  receivedAt: Date;
  /** When the answer must be out, in ms since the epoch. */
  end: number;
};

/** Whether the run, or an earlier run of its request, tried a write. */
export const triedToWrite = ({ evidence, keptResult }: Ending): boolean =>
  evidence !== undefined || keptResult !== undefined;

/** Begins a run. @param end when the run must have ended, in ms since the epoch */
export const setScene = (
  container: Container,
  { requestKey, receivedAt, end }: { requestKey: string; receivedAt: Date; end: number },
): Scene => {
  const warnings = new Set<Warning>();
  const warn = (warning: Warning) => warnings.add(warning);
  return { ...container, deadline: deadlineAt(end, container), requestKey, receivedAt, warnings, warn };
};

/**
 * Runs one request, from what the door read to the result that is to be published.
 * @param invocation with `inTime` false there is no time left to start it; with `isOneTooMany` it is not started either; with
 * `moreWait` further alerts wait for this one
 */
export const runRequest = async (
  given: SingleRequest | Unreadable,
  {
    requestId,
    receivedAt,
    end,
    inTime = true,
    isOneTooMany = false,
    moreWait = false,
  }: Invocation & { inTime?: boolean; isOneTooMany?: boolean; moreWait?: boolean },
  container: Container,
): Promise<{ result: ContainmentResult; ending: Ending; scene: Scene }> => {
  const { settings, portal, log } = container;
  // A time counts at the latest as now: a sender's fast clock must not make an alert newer than a person's restore.
  const request =
    given.trigger === 'alert' && given.action === 'disable'
      ? {
          ...given,
          detectedAt: given.detectedAt > receivedAt ? receivedAt : given.detectedAt,
          seenAt: given.seenAt !== undefined && given.seenAt > receivedAt ? receivedAt : given.seenAt,
        }
      : given;
  const requestKey = requestKeyFor(request, settings.policy.portal, requestId);
  const scene = setScene(container, { requestKey, receivedAt, end });
  if ('hasUnreadableTime' in request && request.hasUnreadableTime) scene.warn('unreadable-time');
  log('KS100', {
    trigger: request.trigger,
    action: request.action,
    ...('clientId' in request ? { clientId: request.clientId } : {}),
  });
  const ending: Ending = isOneTooMany
    ? { outcome: 'failed' as const, error: new TooManyAlertsError() }
    : await endingOf(request, scene, inTime);
  if (Math.abs(portal.owner()?.skewMs ?? 0) > NOTABLE_SKEW_MS) scene.warn('clock-skew');
  const result = await resultOf(request, ending, scene);
  // The end of the run is in the ledger, or the ledger does not answer: nothing waits for this but the result.
  const isAsked = settings.evidence === 'audit' && mayAskAuditTrail(result, ending, scene, moreWait);
  return { result: isAsked ? await withAuditEvidence(result, ending, scene) : result, ending, scene };
};

/**
 * Ends a run in the ledger, and makes its result. The first final one of an alert that wrote is kept in the same write as the
 * end: both, or neither; a later run of the alert reports the same.
 */
const resultOf = async (
  request: SingleRequest | Unreadable,
  ending: Ending,
  scene: Scene,
): Promise<ContainmentResult> => {
  const { ledger, log, now, requestKey } = scene;
  const { memory, keptResult, evidence } = ending;
  const toResult = (decision = ending.decision) =>
    keptResult ?? report(request, { ...ending, decision }, scene);
  const own = toResult(memory?.record?.decision);
  logEnd(own, ending.error, scene);
  if (memory === undefined) return own;
  const mustKeep = request.trigger === 'alert' && own.final && evidence !== undefined;
  let kept: ContainmentResult | undefined;
  const keep: Write = async (record, timeLimit) => {
    kept = await ledger.writeEnd(record, toResult(record.decision), now(), timeLimit);
    return kept !== undefined;
  };
  try {
    const isWritten = await memory.revise(undefined, mustKeep ? { write: keep } : {});
    // Where nothing was left to be written about the client.
    if (mustKeep && isWritten === false) kept = await ledger.keepResult(own, now(), AFTER_WRITE);
  } catch (error) {
    log('KS400', { requestKey, ...faultFields(error) });
  }
  if (kept === undefined) return toResult(memory.record?.decision);
  if (kept.timeline.receivedAt !== own.timeline.receivedAt && own.proof.writes.length > 0)
    log('KS320', { requestKey, clientId: own.client?.clientId });
  return kept;
};

const endingOf = async (
  request: SingleRequest | Unreadable,
  scene: Scene,
  inTime: boolean,
): Promise<Ending> => {
  if (request.action === 'invalid') {
    const { problems, setting } = request;
    if (setting === undefined) return { outcome: 'invalid', problems };
    return { outcome: 'failed', error: new SettingError(problems.join('; ')) };
  }
  if (!inTime) return { outcome: 'failed', error: new DeadlineError('the alert was not started') };
  try {
    return await respond(request, scene);
  } catch (error) {
    return { outcome: 'failed', error };
  }
};

const logEnd = (result: ContainmentResult, error: unknown, { log, requestKey }: Scene): void => {
  if (result.error?.name === 'InternalError') log('KS900', { requestKey, ...faultFields(error) });
  log(END_CODES[result.outcome], {
    requestKey: result.requestKey,
    outcome: result.outcome,
    clientId: result.client?.clientId,
    guard: result.guard?.name,
    error: result.error?.name,
    // An event bus keeps nothing: a person who looks for the cause later finds it here, in our own words.
    ...(result.error === undefined
      ? {}
      : {
          problem: result.error.message,
          eventId: result.trigger.eventId ?? undefined,
          source: result.trigger.source ?? undefined,
        }),
  });
};

/** @returns whether the result is on the bus; if not, the whole of it is in the log */
export const publish = async (
  result: ContainmentResult,
  { publishResult, log }: Container,
): Promise<boolean> => {
  try {
    await publishResult(result);
    return true;
  } catch (error) {
    log('KS300', { result, ...faultFields(error) });
    return false;
  }
};
