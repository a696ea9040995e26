import { answerAlerts } from './answer-alerts.ts';
import { answerWatch } from './answer-watch.ts';
import type { ContainmentResult } from './contract/result.ts';
import { publish } from './publish.ts';
import type { Arrival } from './requests/arrival.ts';
import { type Delivery, readPayload, type SingleRequest } from './requests/door.ts';
import type { Unreadable } from './requests/unreadable.ts';
import { type Invocation, runRequest, triedToWrite } from './run-request.ts';
import type { Container } from './scene.ts';
import { MANUAL_MS } from './time-limits.ts';

/** Answers one payload of the function: reads it, runs what it asks for, publishes, and reports. */
export const answer = async (
  payload: unknown,
  { arrival, ...invocation }: Invocation & { arrival: Arrival },
  container: Container,
): Promise<ContainmentResult | ContainmentResult[]> => {
  const delivery = readPayload(payload, container.settings.inputs, arrival);
  if (delivery.from === 'bus') return answerBus(delivery, invocation, container);
  const { request } = delivery;
  return request.action === 'watch'
    ? answerWatch(request, invocation, container)
    : answerDirectly(request, invocation, container);
};

const answerBus = async (
  { alerts, ignored, batch }: Extract<Delivery, { from: 'bus' }>,
  invocation: Invocation,
  container: Container,
): Promise<ContainmentResult | ContainmentResult[]> => {
  for (const { because, ...finding } of ignored)
    container.log(because === 'no-key' ? 'KS130' : 'KS131', finding);
  if (ignored.length > 0) container.countIgnored(ignored.length);
  const results = await answerAlerts(alerts, invocation, container);
  const [only] = results;
  return batch || only === undefined ? results : only;
};

/** Whoever invoked the function gets the result as its answer, whatever becomes of the event. */
const answerDirectly = async (
  request: SingleRequest | Unreadable,
  { requestId, receivedAt, end }: Invocation,
  container: Container,
): Promise<ContainmentResult> => {
  const latest = Math.min(end, receivedAt.getTime() + MANUAL_MS);
  const { result, ending } = await runRequest(request, { requestId, receivedAt, end: latest }, container);
  container.countResult(result);
  const isNews = triedToWrite(ending) || result.outcome === 'breaker-reset';
  if (!isNews || (await publish(result, container))) return result;
  return { ...result, warnings: [...result.warnings, 'result-not-published'] };
};
