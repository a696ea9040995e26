import { mayAskAuditTrail } from './actions/ask-audit-trail.ts';
import { withAuditEvidence } from './actions/audit-evidence.ts';
import type { Report } from './actions/look-at-client.ts';
import { watch } from './actions/watch.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { ScheduledRequest } from './contract/scheduled-request.ts';
import { END_CODES, faultFields } from './log.ts';
import type { Ending } from './report/ending.ts';
import { requestKeyFor } from './report/keys.ts';
import { report } from './report/report.ts';
import { type Invocation, publish, setScene } from './run-request.ts';
import type { Container } from './scene.ts';
import { WATCH_MS } from './time-limits.ts';

/** One run of the drift watch: a result for each client that it found on or disabled, and one for itself. */
export const answerWatch = async (
  request: Extract<ScheduledRequest, { action: 'watch' }>,
  { requestId, receivedAt, end }: Invocation,
  container: Container,
): Promise<ContainmentResult> => {
  const { settings, log, countResult } = container;
  const requestKey = requestKeyFor(request, settings.policy.portal, requestId);
  const latest = Math.min(end, receivedAt.getTime() + WATCH_MS);
  const scene = setScene(container, { requestKey, receivedAt, end: latest });

  const publishSighting: Report = async (clientId, ending, sighting) => {
    const found = report({ ...request, clientId }, ending, sighting);
    const isAsked = settings.evidence === 'audit' && mayAskAuditTrail(found, ending, sighting);
    const result = isAsked ? await withAuditEvidence(found, ending, sighting) : found;
    countResult(result);
    return publish(result, container);
  };

  let ending: Ending;
  try {
    ending = await watch(scene, publishSighting);
  } catch (error) {
    log('KS900', { requestKey, ...faultFields(error) });
    ending = { outcome: 'failed', error };
  }
  const result = report(request, ending, scene);
  log(END_CODES[result.outcome], { requestKey, outcome: result.outcome });
  countResult(result);
  return result;
};
