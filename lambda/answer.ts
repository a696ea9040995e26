import type { Dependencies } from './dependencies.ts';
import { deadlineAt } from './docspace/deadline.ts';
import type { Dialect } from './docspace/dialect.ts';
import { DeadlineError } from './docspace/errors.ts';
import type { Run } from './docspace/run.ts';
import { faultFields } from './log.ts';
import type { Alert } from './requests/alert-event.ts';
import { type Request, readPayload, type Unreadable } from './requests/door.ts';
import { respond } from './respond.ts';
import { endCodeOf } from './results/end-code.ts';
import type { Findings } from './results/findings.ts';
import { report } from './results/report.ts';
import type { ContainmentResult } from './results/result.ts';
import type { Warning } from './results/warning.ts';

/** What is true of one invocation. */
export type Invocation = {
  requestId: string;
  /** Milliseconds that the invocation has from now on. */
  remainingMs: number;
};

/** Kept back at the end of an invocation, so that the result is out before the time is. */
const RESERVE_MS = 10_000;

/** A person at a console waits this long and no longer. */
const MANUAL_MS = 50_000;

/** With less time than this, no further alert of an array is started. */
const LEAST_MS = 30_000;

/** Difference of the clocks from which on a result mentions it. */
const NOTABLE_SKEW_MS = 30_000;

/** Thrown at the very end, when everything else is done, so that Lambda delivers the alert again. */
export class RetryNeededError extends Error {
  override readonly name = 'RetryNeededError' as const;
}

/** Whether the run came as far as its first write, whatever became of it. */
const triedToWrite = ({ evidence }: Findings): boolean => evidence !== undefined;

type Answered = { result: ContainmentResult; findings: Findings };

/** Answers one payload of the function: reads it, runs what it asks for, publishes, and reports. */
export const createAnswer = (dependencies: Dependencies, portal: Dialect) => {
  const { settings, log, now, sleep, random, settleMs, ledger } = dependencies;

  const findingsOf = async (
    request: Request | Unreadable,
    run: Run,
    provenOff: Findings | undefined,
    inTime: boolean,
  ): Promise<Findings> => {
    if (request.action === 'invalid') return { outcome: 'invalid', problems: request.problems };
    if (!inTime) return { outcome: 'failed', error: new DeadlineError('the alert was not started') };
    try {
      return await respond(request, { portal, dependencies, run, provenOff });
    } catch (error) {
      return { outcome: 'failed', error };
    }
  };

  const answerOne = async (
    request: Request | Unreadable,
    {
      requestId,
      receivedAt,
      end,
      provenOff,
      inTime = true,
    }: {
      requestId: string;
      receivedAt: Date;
      end: number;
      provenOff?: Findings | undefined;
      inTime?: boolean;
    },
  ): Promise<Answered> => {
    const warnings = new Set<Warning>();
    const run: Run = {
      deadline: deadlineAt(end, { now, sleep }),
      now,
      random,
      settleMs,
      warn: (warning) => warnings.add(warning),
    };
    log('KS100', {
      trigger: request.trigger,
      action: request.action,
      ...('clientId' in request ? { clientId: request.clientId } : {}),
    });
    const findings = await findingsOf(request, run, provenOff, inTime);
    const owner = portal.owner();
    if (Math.abs(owner?.skewMs ?? 0) > NOTABLE_SKEW_MS) warnings.add('clock-skew');
    const result = report(request, findings, {
      portal: settings.policy.portal,
      requestId,
      receivedAt,
      warnings,
      keyIsAdmin: owner?.isAdmin,
    });
    if (result.error?.name === 'InternalError')
      log('KS900', { requestKey: result.requestKey, ...faultFields(findings.error) });
    log(endCodeOf(result.outcome), {
      requestKey: result.requestKey,
      outcome: result.outcome,
      clientId: result.client?.clientId,
      guard: result.guard?.name,
      error: result.error?.name,
    });
    if (triedToWrite(findings)) await conclude(result);
    return { result, findings };
  };

  const conclude = async (result: ContainmentResult): Promise<void> => {
    try {
      await ledger.conclude(result);
    } catch {
      log('KS400', { requestKey: result.requestKey });
    }
  };

  /** @returns whether the result is on the bus; if not, it is in the log, whole */
  const publish = async (result: ContainmentResult): Promise<boolean> => {
    try {
      await dependencies.publishResult(result);
      return true;
    } catch (error) {
      log('KS300', { result, ...faultFields(error) });
      return false;
    }
  };

  const answerDirectly = async (request: Request | Unreadable, { requestId, remainingMs }: Invocation) => {
    const receivedAt = now();
    const end = receivedAt.getTime() + Math.min(MANUAL_MS, remainingMs - RESERVE_MS);
    const { result, findings } = await answerOne(request, { requestId, receivedAt, end });
    dependencies.countResult(result);
    if (!triedToWrite(findings) || (await publish(result))) return result;
    const warnings: Warning[] = [...result.warnings, 'result-not-published'];
    return { ...result, warnings };
  };

  const answerAlerts = async (
    alerts: readonly (Alert | Unreadable)[],
    { requestId, remainingMs }: Invocation,
  ) => {
    const receivedAt = now();
    const end = receivedAt.getTime() + remainingMs - RESERVE_MS;
    const answered = new Map<string, ContainmentResult>();
    const provenOff = new Map<string, Findings>();
    const results: ContainmentResult[] = [];
    let retry: ContainmentResult | undefined;
    for (const [position, alert] of alerts.entries()) {
      const clientId = ('clientId' in alert ? alert.clientId : undefined) ?? '';
      // The same alert twice in one array is one alert: its result is a copy, and is out already.
      const identity = JSON.stringify([alert.source, alert.eventId, clientId]);
      const copy = answered.get(identity);
      if (copy !== undefined && alert.eventId !== undefined) {
        results.push(copy);
        continue;
      }
      const inTime = position === 0 || end + RESERVE_MS - now().getTime() >= LEAST_MS;
      const { result, findings } = await answerOne(alert, {
        requestId,
        receivedAt,
        end,
        inTime,
        provenOff: provenOff.get(clientId),
      });
      if (result.outcome === 'disabled' || result.outcome === 'already-disabled')
        provenOff.set(clientId, findings);
      dependencies.countResult(result);
      const published = await publish(result);
      if (!published || !result.final) retry ??= result;
      results.push(result);
      answered.set(identity, result);
    }
    if (retry !== undefined) throw new RetryNeededError(`${retry.outcome}: ${retry.summary}`);
    return results;
  };

  return async (
    payload: unknown,
    invocation: Invocation,
  ): Promise<ContainmentResult | ContainmentResult[]> => {
    const delivery = readPayload(payload);
    if (delivery.from !== 'bus') return answerDirectly(delivery.request, invocation);
    const results = await answerAlerts(delivery.alerts, invocation);
    const [only] = results;
    return delivery.batch || only === undefined ? results : only;
  };
};
