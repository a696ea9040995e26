import type { Invocation } from './answer.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Dependencies } from './dependencies.ts';
import { createPublish } from './publish.ts';
import type { Alert } from './requests/alert.ts';
import type { Unreadable } from './requests/unreadable.ts';
import { RetryNeededError } from './retry-needed-error.ts';
import type { RequestRunner } from './run-request.ts';
import { RESERVE_MS } from './time-limits.ts';

/** With less time than this, no further alert of an array is started. */
const LEAST_MS = 30_000;

/**
 * Answers alerts in order, one at a time, and publishes each result.
 * @throws RetryNeededError at the very end, where any of them has to be delivered again
 */
export const createAnswerAlerts = (dependencies: Dependencies, { runRequest }: RequestRunner) => {
  const { now, countResult } = dependencies;
  const publish = createPublish(dependencies);

  return async (
    alerts: readonly (Alert | Unreadable)[],
    { requestId, remainingMs }: Invocation,
  ): Promise<ContainmentResult[]> => {
    const receivedAt = now();
    const end = receivedAt.getTime() + remainingMs - RESERVE_MS;
    const answered = new Map<string, ContainmentResult>();
    const results: ContainmentResult[] = [];
    let retry: ContainmentResult | undefined;
    for (const [position, alert] of alerts.entries()) {
      const clientId = ('clientId' in alert ? alert.clientId : undefined) ?? '';
      // The same alert twice in one array is one alert: its result is a copy, and is out already.
      const identity = JSON.stringify([alert.source, alert.eventId, alert.findingId, clientId]);
      const copy = answered.get(identity);
      if (copy !== undefined && alert.eventId !== undefined) {
        results.push(copy);
        continue;
      }
      const inTime = position === 0 || end + RESERVE_MS - now().getTime() >= LEAST_MS;
      const { result } = await runRequest(alert, { requestId, receivedAt, end, inTime });
      countResult(result);
      const published = await publish(result);
      if (!published || !result.final) retry ??= result;
      results.push(result);
      answered.set(identity, result);
    }
    if (retry !== undefined) throw new RetryNeededError(`${retry.outcome}: ${retry.summary}`);
    return results;
  };
};
