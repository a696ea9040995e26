import type { ContainmentResult } from './contract/result.ts';
import { report } from './report/report.ts';
import type { SingleRequest } from './requests/door.ts';
import { type Invocation, publish, runRequest } from './run-request.ts';
import type { Container } from './scene.ts';
import { MANUAL_MS } from './time-limits.ts';

/**
 * The result of a check is published, whoever asked for it: a check must also prove that its own result can be published.
 * It is counted once that is known.
 */
export const answerCheck = async (
  request: Extract<SingleRequest, { action: 'check' }>,
  { requestId, receivedAt, end }: Invocation,
  container: Container,
): Promise<ContainmentResult> => {
  const latest = Math.min(end, receivedAt.getTime() + MANUAL_MS);
  const { result, ending, scene } = await runRequest(
    request,
    { requestId, receivedAt, end: latest },
    container,
  );
  if (await publish(result, container)) {
    container.countResult(result);
    return result;
  }
  scene.warn('result-not-published');
  const line = { name: 'publish', ok: false, message: 'the result of this check could not be published' };
  const checks = [...(ending.checks ?? []), line];
  const unpublished = report(request, { ...ending, outcome: 'unhealthy', checks }, scene);
  container.countResult(unpublished);
  return unpublished;
};
