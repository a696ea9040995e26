import { readPatiently } from '../docspace/proof.ts';
import { knownClient } from '../ledger/known-client.ts';
import { RECALL } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { Request } from '../requests/door.ts';
import type { Scene } from '../scene.ts';

/** What the portal shows of a client, and what the ledger knows of it. */
export const status = async (
  { clientId }: Extract<Request, { action: 'status' }>,
  scene: Scene,
): Promise<Ending> => {
  const { portal, ledger, log, now, warn } = scene;
  const recalled = ledger.readClient(clientId, RECALL).catch((error: unknown) => {
    log('KS400', { clientId, ...faultFields(error) });
    warn('ledger-unavailable');
    return undefined;
  });
  const client = await readPatiently(portal, clientId, scene);
  if (client === undefined) warn('state-not-shown');
  const record = await recalled;
  const isContained =
    record?.held === undefined && (record?.state === 'contained' || record?.state === 'drifted');
  if (client?.enabled === true && isContained) warn('contained-but-on');
  return {
    outcome: 'status',
    name: client?.name,
    details: client?.details,
    enabledBefore: client?.enabled,
    decision: record?.decision,
    containment: record === undefined ? undefined : knownClient(record, now()),
  };
};
