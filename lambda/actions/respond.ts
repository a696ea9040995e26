import { isUnanswered } from '../docspace/activation-writer.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import { deleted } from '../ledger/drift.ts';
import { RunMemory } from '../ledger/run-memory.ts';
import { faultFields } from '../log.ts';
import { type ChangeRequest, firstRefusal } from '../policy/guard.ts';
import { REQUEST_GUARDS } from '../policy/guards.ts';
import type { Ending } from '../report/ending.ts';
import type { SingleRequest } from '../requests/door.ts';
import type { ClientScene, Scene } from '../scene.ts';
import { check } from './check.ts';
import { disable } from './disable.ts';
import { enable } from './enable.ts';
import { list } from './list.ts';
import { outcomeWithoutWrite } from './outcome-of.ts';
import { resetBreaker } from './reset-breaker.ts';
import { rotate } from './rotate.ts';
import { status } from './status.ts';

/**
 * The story of one request. Of a change: the guards of the request (protected client, wrong portal, stale alert, below
 * severity, inactive finding), then `disable` or `enable`. Every error becomes an ending; only a guard that is asked
 * before the client is read can throw.
 */
export const respond = async (request: SingleRequest, scene: Scene): Promise<Ending> => {
  switch (request.action) {
    case 'check':
      return check(scene);
    case 'list':
      return list(request, scene);
    case 'reset-breaker':
      return resetBreaker(scene);
    case 'status':
      return status(request, scene).catch((error: unknown) => ({
        outcome: isUnknownClient(error, scene.portal) ? ('not-found' as const) : ('failed' as const),
        error,
      }));
    case 'disable':
    case 'enable':
    case 'rotate':
      return change(request, scene);
    default:
      return request satisfies never;
  }
};

const change = async (request: ChangeRequest, scene: Scene): Promise<Ending> => {
  const { settings, now } = scene;
  const guard = firstRefusal(REQUEST_GUARDS, request, { now: now() }, settings.policy);
  if (guard !== undefined) return { outcome: 'refused', guard };
  const clientScene = withMemory(request, scene);
  const { memory } = clientScene;
  let ending: Ending;
  try {
    if (request.action === 'disable') ending = await disable(request, clientScene);
    else if (request.action === 'enable' && !request.rotateSecret)
      ending = await enable(request, clientScene);
    else ending = await rotate(request, clientScene);
  } catch (error) {
    ending = await outcomeWithoutWrite(error, clientScene);
    // A client that was deleted in DocSpace must not stay on the list of those that need a person.
    if (ending.gone === true)
      await memory.revise((record) => (record === undefined ? undefined : deleted(record, now())));
  }
  const { acceptedAt, writes = [] } = ending.evidence ?? {};
  if (acceptedAt === undefined && !writes.some(isUnanswered)) await memory.releaseSlot(ending);
  return { ...ending, memory };
};

const withMemory = (request: ChangeRequest, scene: Scene): ClientScene => {
  const { requestKey, receivedAt, log, newRunId } = scene;
  const { clientId, reason } = request;
  const onFault = (error: unknown) => log('KS400', { clientId, ...faultFields(error) });
  const by =
    request.trigger === 'alert'
      ? { type: request.trigger, alertId: request.alertId, source: request.source, operator: null, reason }
      : { type: request.trigger, alertId: null, source: null, operator: request.operator ?? null, reason };
  const alertIds = request.trigger === 'alert' ? [...new Set([request.eventId, request.alertId])] : [];
  const identity = { clientId, requestKey, runId: newRunId(), receivedAt, by, alertIds };
  return { ...scene, memory: new RunMemory(identity, { ...scene, onFault }) };
};
