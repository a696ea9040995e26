import { respond } from './actions/respond.ts';
import type { ContainmentResult } from './contract/result.ts';
import type { Warning } from './contract/warning.ts';
import type { Dependencies } from './dependencies.ts';
import { deadlineAt } from './docspace/deadline.ts';
import type { Dialect } from './docspace/dialect.ts';
import { DeadlineError } from './docspace/errors.ts';
import type { Run } from './docspace/run.ts';
import { createContainerBreaker } from './ledger/container-breaker.ts';
import { endCodeOf, faultFields } from './log.ts';
import type { Findings } from './report/findings.ts';
import { report } from './report/report.ts';
import { requestKeyFor } from './report/request-key.ts';
import type { SingleRequest } from './requests/door.ts';
import type { Unreadable } from './requests/unreadable.ts';
import type { Scene } from './scene.ts';

/** Difference of the clocks from which on a result mentions it. */
const NOTABLE_SKEW_MS = 30_000;

/** The first result of a request is kept within this time, or the run goes on without. */
const KEEP_MS = 2_000;

export type Timing = {
  requestId: string;
  receivedAt: Date;
  /** When the run must have ended, in ms since the epoch. */
  end: number;
  /** False: there is no time left to start it. */
  inTime?: boolean;
};

/** Whether the run came as far as its first write, whatever became of it. */
export const triedToWrite = ({ evidence, standing }: Findings): boolean =>
  evidence !== undefined || standing !== undefined;

/** Runs requests one at a time, from what the door read to the result that is to be published. */
export const createRunRequest = (dependencies: Dependencies, portal: Dialect) => {
  const { settings, ledger, log, now, sleep, random, settleMs } = dependencies;
  const containerBreaker = createContainerBreaker();

  /** The scene of one run, and where it leaves its warnings. */
  const setScene = (requestKey: string, { receivedAt, end }: Timing) => {
    const warnings = new Set<Warning>();
    const run: Run = {
      deadline: deadlineAt(end, { now, sleep }),
      now,
      random,
      settleMs,
      warn: (warning) => warnings.add(warning),
      disableAccepted: () => {},
      isMoot: async () => false,
    };
    const scene: Scene = { portal, dependencies, run, containerBreaker, requestKey, receivedAt };
    return { scene, warnings };
  };

  const findingsOf = async (
    request: SingleRequest | Unreadable,
    scene: Scene,
    inTime: boolean,
  ): Promise<Findings> => {
    if (request.action === 'invalid') return { outcome: 'invalid', problems: request.problems };
    if (!inTime) return { outcome: 'failed', error: new DeadlineError('the alert was not started') };
    try {
      return await respond(request, scene);
    } catch (error) {
      return { outcome: 'failed', error };
    }
  };

  const logEnd = (result: ContainmentResult, error: unknown): void => {
    if (result.error?.name === 'InternalError')
      log('KS900', { requestKey: result.requestKey, ...faultFields(error) });
    log(endCodeOf(result.outcome), {
      requestKey: result.requestKey,
      outcome: result.outcome,
      clientId: result.client?.clientId,
      guard: result.guard?.name,
      error: result.error?.name,
      // An event bus keeps nothing: whoever looks for the cause later finds it here, in our own words.
      ...(result.error === undefined
        ? {}
        : {
            problem: result.error.message,
            eventId: result.trigger.eventId ?? undefined,
            source: result.trigger.source ?? undefined,
          }),
    });
  };

  /** The first final result of an alert that wrote is kept; a later run of it tells the same. */
  const keep = async (result: ContainmentResult): Promise<ContainmentResult> => {
    try {
      const standing = await ledger.keepResult(result, now(), { withinMs: KEEP_MS });
      if (standing.timeline.receivedAt !== result.timeline.receivedAt && result.proof.writes.length > 0)
        log('KS320', { requestKey: result.requestKey, clientId: result.client?.clientId });
      return standing;
    } catch (error) {
      log('KS400', { requestKey: result.requestKey, ...faultFields(error) });
      return result;
    }
  };

  const runRequest = async (request: SingleRequest | Unreadable, timing: Timing) => {
    const { requestId, receivedAt, inTime = true } = timing;
    const requestKey = requestKeyFor(request, settings.policy.portal, requestId);
    const { scene, warnings } = setScene(requestKey, timing);
    log('KS100', {
      trigger: request.trigger,
      action: request.action,
      ...('clientId' in request ? { clientId: request.clientId } : {}),
    });
    const findings = await findingsOf(request, scene, inTime);
    const owner = portal.owner();
    if (Math.abs(owner?.skewMs ?? 0) > NOTABLE_SKEW_MS) warnings.add('clock-skew');
    const fresh =
      findings.standing ??
      report(request, findings, {
        portal: settings.policy.portal,
        requestKey,
        receivedAt,
        warnings,
        keyIsAdmin: owner?.isAdmin,
        ocsf: settings.ocsfResults,
      });
    logEnd(fresh, findings.error);
    const isFirst = request.trigger === 'alert' && fresh.final && findings.evidence !== undefined;
    return { result: isFirst ? await keep(fresh) : fresh, findings };
  };

  return { runRequest, setScene };
};

export type RequestRunner = ReturnType<typeof createRunRequest>;
