import { isUnknownClient } from '../docspace/unknown-client.ts';
import { createRunMemory } from '../ledger/run-memory.ts';
import { faultFields } from '../log.ts';
import type { ChangeRequest } from '../policy/guard.ts';
import { firstRefusal, REQUEST_GUARDS } from '../policy/guards.ts';
import type { Findings } from '../report/findings.ts';
import type { SingleRequest } from '../requests/door.ts';
import type { RememberedScene, Scene } from '../scene.ts';
import { check } from './check.ts';
import { disable } from './disable.ts';
import { enable } from './enable.ts';
import { list } from './list.ts';
import { resetBreaker } from './reset-breaker.ts';
import { status } from './status.ts';

/**
 * The story of one request: guard, look up, guard, act, prove. Answers with findings, whatever the portal and the
 * ledger do; only a fault of our own is thrown.
 */
export const respond = async (request: SingleRequest, scene: Scene): Promise<Findings> => {
  switch (request.action) {
    case 'check':
      return check(scene);
    case 'list':
      return list(scene);
    case 'reset-breaker':
      return resetBreaker(scene);
    case 'status':
      return orError(scene, () => status(request, scene));
    case 'disable':
    case 'enable':
      return change(request, scene);
    default:
      return request satisfies never;
  }
};

const change = async (request: ChangeRequest, scene: Scene): Promise<Findings> => {
  const { policy } = scene.dependencies.settings;
  const asked = firstRefusal(REQUEST_GUARDS, request, { now: scene.dependencies.now() }, policy);
  if (asked !== undefined) return { outcome: 'refused', guard: asked };
  const remembered = withMemory(request, scene);
  const findings = await orError(scene, () =>
    request.action === 'disable' ? disable(request, remembered) : enable(request, remembered),
  );
  return { ...findings, decision: remembered.memory.record()?.decision };
};

const withMemory = (request: ChangeRequest, scene: Scene): RememberedScene => {
  const { dependencies, run, containerBreaker, requestKey, receivedAt } = scene;
  const { settings, ledger, log, now, newRunId } = dependencies;
  const memory = createRunMemory(
    {
      clientId: request.clientId,
      requestKey,
      runId: newRunId(),
      receivedAt,
      alertIds: request.trigger === 'alert' ? [...new Set([request.eventId, request.alertId])] : [],
      by: {
        type: request.trigger,
        alertId: request.trigger === 'alert' ? request.alertId : null,
        source: request.trigger === 'alert' ? request.source : null,
        operator: request.trigger === 'manual' ? (request.operator ?? null) : null,
        reason: request.reason,
      },
    },
    {
      store: ledger,
      containerBreaker,
      policy: settings.policy,
      reviewAfterMs: settings.reviewAfterMs,
      now,
      warn: run.warn,
      onFault: (error) => log('KS400', { clientId: request.clientId, ...faultFields(error) }),
    },
  );
  return { ...scene, memory, run: { ...run, disableAccepted: memory.noteAccepted } };
};

/** An error before any write ends the request as `not-found` or `failed`. */
const orError = async ({ portal }: Scene, steps: () => Promise<Findings>): Promise<Findings> => {
  try {
    return await steps();
  } catch (error) {
    return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
  }
};
