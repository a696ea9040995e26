import { isDeepStrictEqual } from 'node:util';
import { isOwnEcho } from './actions/own-echo.ts';
import { answerCheck } from './answer-check.ts';
import { answerWatch } from './answer-watch.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Alert } from './requests/alert.ts';
import { type Arrival, type Delivery, readPayload, type SingleRequest } from './requests/door.ts';
import type { Ignored } from './requests/reading.ts';
import type { Unreadable } from './requests/unreadable.ts';
import { RetryNeededError } from './retry-needed-error.ts';
import { type Invocation, publish, runRequest, triedToWrite } from './run-request.ts';
import type { Container } from './scene.ts';
import { MANUAL_MS } from './time-limits.ts';

/** With less time than this before its end, no further alert of an array is started. */
const MIN_MS = 20_000;

/** No further alert of one invocation is started. */
const MAX_ALERTS = 100;

/** Answers one payload of the function: reads it, runs what it asks for, publishes, and reports. */
export const answer = async (
  payload: unknown,
  { arrival, ...invocation }: Invocation & { arrival: Arrival },
  container: Container,
): Promise<ContainmentResult | ContainmentResult[]> => {
  const delivery = readPayload(payload, container.settings.inputs, arrival);
  if (delivery.from === 'bus') return answerAlerts(delivery, invocation, container);
  const { request } = delivery;
  switch (request.action) {
    case 'watch':
      return answerWatch(request, invocation, container);
    case 'check':
      return answerCheck(request, invocation, container);
    default:
      return answerDirectly(request, invocation, container);
  }
};

const isProven = ({ outcome, final }: ContainmentResult): boolean =>
  final && (outcome === 'disabled' || outcome === 'already-disabled');

/**
 * Answers alerts in order, one at a time, and publishes each result.
 * @throws RetryNeededError last of all, if any of them must be delivered again
 */
const answerAlerts = async (
  { alerts, ignored, batch }: Extract<Delivery, { from: 'bus' }>,
  invocation: Invocation,
  container: Container,
): Promise<ContainmentResult | ContainmentResult[]> => {
  if (ignored.length > 0) noteIgnored(ignored, container);
  const answered = new Map<string, { alert: Alert | Unreadable; result: ContainmentResult }>();
  const results: ContainmentResult[] = [];
  let retry: ContainmentResult | undefined;
  for (const [position, alert] of alerts.entries()) {
    const { source, eventId, findingId, clientId = '' } = alert;
    if ('echoOf' in alert && alert.echoOf !== undefined && (await isOwnEcho(alert, container))) {
      const format = alert.finding?.format ?? 'alert';
      noteIgnored([{ because: 'own-event', eventId, findingId, format }], container);
      continue;
    }
    // The same alert twice in one array is one alert. Without an envelope id nobody can know. A copy that says something
    // else (another severity, a take-back) is judged by itself, unless the client is proven off.
    const inactive = 'inactive' in alert && alert.inactive;
    const identity = JSON.stringify([source, eventId, findingId, clientId, inactive]);
    const copy = answered.get(identity);
    if (
      copy !== undefined &&
      eventId !== undefined &&
      (isProven(copy.result) || isDeepStrictEqual(copy.alert, alert))
    ) {
      results.push(copy.result);
      continue;
    }
    const inTime = position === 0 || invocation.end - container.now().getTime() >= MIN_MS;
    const isOneTooMany = position >= MAX_ALERTS;
    const { result } = await runRequest(alert, { ...invocation, inTime, isOneTooMany }, container);
    container.countResult(result);
    const isPublished = await publish(result, container);
    if (!isPublished || !result.final) retry ??= result;
    results.push(result);
    answered.set(identity, { alert, result });
  }
  if (retry !== undefined) throw new RetryNeededError(`${retry.outcome}: ${retry.summary}`);
  const [only] = results;
  return batch || only === undefined ? results : only;
};

const IGNORED_CODES = { 'no-key': 'KS130', 'other-button': 'KS131', 'own-event': 'KS132' } as const;

const noteIgnored = (ignored: readonly Ignored[], { log, countIgnored }: Container): void => {
  for (const { because, ...event } of ignored) log(IGNORED_CODES[because], event);
  const own = ignored.filter(({ because }) => because === 'own-event').length;
  if (own > 0) countIgnored(own, 'ownEvents');
  if (ignored.length > own) countIgnored(ignored.length - own, 'findings');
};

/** The caller of the function gets the result as its answer, also if the event could not be published. */
const answerDirectly = async (
  request: SingleRequest | Unreadable,
  { requestId, receivedAt, end }: Invocation,
  container: Container,
): Promise<ContainmentResult> => {
  const latest = Math.min(end, receivedAt.getTime() + MANUAL_MS);
  const { result, ending } = await runRequest(request, { requestId, receivedAt, end: latest }, container);
  container.countResult(result);
  // A result that changes what the ledger knows of a client is published.
  const isNews = triedToWrite(ending) || ['breaker-reset', 'already-enabled'].includes(result.outcome);
  if (!isNews || (await publish(result, container))) return result;
  return { ...result, warnings: [...result.warnings, 'result-not-published'] };
};
