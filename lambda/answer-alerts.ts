import type { ContainmentResult } from './contract/result.ts';
import { publish } from './publish.ts';
import type { Alert } from './requests/alert.ts';
import type { Unreadable } from './requests/unreadable.ts';
import { RetryNeededError } from './retry-needed-error.ts';
import { type Invocation, runRequest } from './run-request.ts';
import type { Container } from './scene.ts';

/** With less time than this before its end, no further alert of an array is started. */
const MIN_MS = 20_000;

/** The same alert twice in one array is one alert. Without an envelope id nobody can know. */
const identityOf = (alert: Alert | Unreadable): string | undefined =>
  alert.eventId === undefined
    ? undefined
    : JSON.stringify([alert.source, alert.eventId, alert.findingId, alert.clientId ?? '']);

/**
 * Answers alerts in order, one at a time, and publishes each result.
 * @throws RetryNeededError at the very end, where any of them has to be delivered again
 */
export const answerAlerts = async (
  alerts: readonly (Alert | Unreadable)[],
  invocation: Invocation,
  container: Container,
): Promise<ContainmentResult[]> => {
  const published = new Map<string, ContainmentResult>();
  const results: ContainmentResult[] = [];
  let retry: ContainmentResult | undefined;
  for (const [position, alert] of alerts.entries()) {
    const identity = identityOf(alert);
    const copy = identity === undefined ? undefined : published.get(identity);
    if (copy !== undefined) {
      results.push(copy);
      continue;
    }
    const inTime = position === 0 || invocation.end - container.now().getTime() >= MIN_MS;
    const { result } = await runRequest(alert, { ...invocation, inTime }, container);
    container.countResult(result);
    const isPublished = await publish(result, container);
    if (!isPublished || !result.final) retry ??= result;
    results.push(result);
    if (identity !== undefined) published.set(identity, result);
  }
  if (retry !== undefined) throw new RetryNeededError(`${retry.outcome}: ${retry.summary}`);
  return results;
};
