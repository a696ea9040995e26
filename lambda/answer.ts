import { createAnswerAlerts } from './answer-alerts.ts';
import { createAnswerWatch } from './answer-watch.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Warning } from './contract/warning.ts';
import type { Dependencies } from './dependencies.ts';
import type { Dialect } from './docspace/dialect.ts';
import { createPublish } from './publish.ts';
import { readPayload, type SingleRequest } from './requests/door.ts';
import type { Unreadable } from './requests/unreadable.ts';
import { createRunRequest, triedToWrite } from './run-request.ts';
import { MANUAL_MS, RESERVE_MS } from './time-limits.ts';

/** What is true of one invocation. */
export type Invocation = {
  requestId: string;
  /** Milliseconds that the invocation has from now on. */
  remainingMs: number;
};

/** Answers one payload of the function: reads it, runs what it asks for, publishes, and reports. */
export const createAnswer = (dependencies: Dependencies, portal: Dialect) => {
  const { settings, log, now, countResult, countIgnored } = dependencies;
  const runner = createRunRequest(dependencies, portal);
  const publish = createPublish(dependencies);
  const answerAlerts = createAnswerAlerts(dependencies, runner);
  const answerWatch = createAnswerWatch(dependencies, portal, runner);

  /** Whoever invoked the function gets the result as its answer, whatever becomes of the event. */
  const answerDirectly = async (
    request: SingleRequest | Unreadable,
    { requestId, remainingMs }: Invocation,
  ): Promise<ContainmentResult> => {
    const receivedAt = now();
    const end = receivedAt.getTime() + Math.min(MANUAL_MS, remainingMs - RESERVE_MS);
    const { result, findings } = await runner.runRequest(request, { requestId, receivedAt, end });
    countResult(result);
    const isNews = triedToWrite(findings) || result.outcome === 'breaker-reset';
    if (!isNews || (await publish(result))) return result;
    const warnings: Warning[] = [...result.warnings, 'result-not-published'];
    return { ...result, warnings };
  };

  return async (
    payload: unknown,
    invocation: Invocation,
  ): Promise<ContainmentResult | ContainmentResult[]> => {
    const delivery = readPayload(payload, settings.inputs);
    if (delivery.from !== 'bus') {
      const { request } = delivery;
      return request.action === 'watch'
        ? answerWatch(request, invocation)
        : answerDirectly(request, invocation);
    }
    for (const { because, ...finding } of delivery.ignored)
      log(because === 'no-key' ? 'KS130' : 'KS131', finding);
    if (delivery.ignored.length > 0) countIgnored(delivery.ignored.length);
    const results = await answerAlerts(delivery.alerts, invocation);
    const [only] = results;
    return delivery.batch || only === undefined ? results : only;
  };
};
