import { respond } from './actions/respond.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Warning } from './contract/warning.ts';
import { DeadlineError } from './docspace/errors.ts';
import { deadlineAt } from './docspace/patience.ts';
import { NOTABLE_SKEW_MS } from './docspace/session.ts';
import { END_CODES, faultFields } from './log.ts';
import type { Ending } from './report/ending.ts';
import { requestKeyFor } from './report/keys.ts';
import { report } from './report/report.ts';
import type { SingleRequest } from './requests/door.ts';
import { SettingError } from './requests/setting-error.ts';
import { TooManyAlertsError } from './requests/too-many-alerts-error.ts';
import type { Unreadable } from './requests/unreadable.ts';
import type { Container, Scene } from './scene.ts';

/** If the first result of a request cannot be kept within this time, the run goes on without. */
const KEEP_MS = 2_000;

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
 * @param invocation with `inTime` false there is no time left to start it; nor is it started as one too many
 */
export const runRequest = async (
  given: SingleRequest | Unreadable,
  {
    requestId,
    receivedAt,
    end,
    inTime = true,
    isOneTooMany = false,
  }: Invocation & { inTime?: boolean; isOneTooMany?: boolean },
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
  const ending = isOneTooMany
    ? { outcome: 'failed' as const, error: new TooManyAlertsError() }
    : await endingOf(request, scene, inTime);
  if (Math.abs(portal.owner()?.skewMs ?? 0) > NOTABLE_SKEW_MS) scene.warn('clock-skew');
  const result = ending.keptResult ?? report(request, ending, scene);
  logEnd(result, ending.error, scene);
  const isFirst = request.trigger === 'alert' && result.final && ending.evidence !== undefined;
  return { result: isFirst ? await keepFirst(result, scene) : result, ending, scene };
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

/** The first final result of an alert that wrote is kept; a later run of it reports the same. */
const keepFirst = async (result: ContainmentResult, scene: Scene): Promise<ContainmentResult> => {
  const { ledger, log, now, requestKey } = scene;
  try {
    const kept = await ledger.keepResult(result, now(), { withinMs: KEEP_MS });
    if (kept.timeline.receivedAt !== result.timeline.receivedAt && result.proof.writes.length > 0)
      log('KS320', { requestKey, clientId: result.client?.clientId });
    return kept;
  } catch (error) {
    log('KS400', { requestKey, ...faultFields(error) });
    return result;
  }
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
