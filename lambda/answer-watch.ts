import { type Tell, watch } from './actions/watch.ts';
import type { Invocation } from './answer.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { ScheduledRequest } from './contract/scheduled-request.ts';
import type { Dependencies } from './dependencies.ts';
import type { Dialect } from './docspace/dialect.ts';
import { endCodeOf, faultFields } from './log.ts';
import { createPublish } from './publish.ts';
import type { Findings } from './report/findings.ts';
import { report } from './report/report.ts';
import { requestKeyFor } from './report/request-key.ts';
import type { RequestRunner } from './run-request.ts';
import { RESERVE_MS, WATCH_MS } from './time-limits.ts';

/** One run of the drift watch: a result for each client that it found on or put off, and one for itself. */
export const createAnswerWatch = (
  dependencies: Dependencies,
  portal: Dialect,
  { setScene }: RequestRunner,
) => {
  const { settings, now, log, countResult } = dependencies;
  const publish = createPublish(dependencies);

  return async (
    request: Extract<ScheduledRequest, { action: 'watch' }>,
    { requestId, remainingMs }: Invocation,
  ): Promise<ContainmentResult> => {
    const receivedAt = now();
    const end = receivedAt.getTime() + Math.min(WATCH_MS, remainingMs - RESERVE_MS);
    const requestKey = requestKeyFor(request, settings.policy.portal, requestId);
    const { scene, warnings } = setScene(requestKey, { requestId, receivedAt, end });
    const context = {
      portal: settings.policy.portal,
      receivedAt,
      keyIsAdmin: portal.owner()?.isAdmin,
      ocsf: settings.ocsfResults,
    };

    const tell: Tell = async ({ clientId, findings, ...sighting }) => {
      const sighted = report({ ...request, clientId }, findings, { ...context, ...sighting });
      countResult(sighted);
      return publish(sighted);
    };

    let findings: Findings;
    try {
      findings = await watch(scene, tell);
    } catch (error) {
      log('KS900', { requestKey, ...faultFields(error) });
      findings = { outcome: 'failed', error };
    }
    const result = report(request, findings, { ...context, requestKey, warnings });
    log(endCodeOf(result.outcome), { requestKey, outcome: result.outcome });
    countResult(result);
    return result;
  };
};
