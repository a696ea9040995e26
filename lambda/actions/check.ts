import { notReached } from '../contract/not-reached.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { RECALL } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { CheckLine, Ending } from '../report/ending.ts';
import type { Scene } from '../scene.ts';
import { deliveryLines } from './check-delivery.ts';
import { PORTAL_STEPS, type PortalLine } from './check-portal.ts';

/**
 * Proves that a disable by hand works now, and changes no client: a line each for the key as it is stored, the portal,
 * and the read and disable of an id that no client has; and for the ledger, the bus for results and the rules for alerts, which are
 * asked at the same time. The portal's lines end at the first that is not ok; the others are always there.
 */
export const check = async (scene: Scene): Promise<Ending> => {
  const { settings, delivery, warn } = scene;
  const otherLines = Promise.all([ledgerLine(scene), deliveryLines(scene)]);
  const lines: PortalLine[] = [];
  for (const step of PORTAL_STEPS) {
    lines.push(...(await step(scene)));
    if (lines.some(({ ok }) => !ok)) break;
  }
  lines.push(...(await otherLines).flat());
  if (settings.mode === 'dry-run' || delivery?.alertsOn === false) warn('alerts-do-not-act');
  else if (settings.mode === 'approve') warn('alerts-only-propose');
  const checks = lines.map(({ name, ok, message }) => ({ name, ok, message }));
  const open = lines.filter(({ ok }) => !ok);
  if (open.length === 0) return { outcome: 'healthy', checks };
  const [unproven] = open;
  // A rate limit is no fault of the kill switch: it proves neither that a disable works nor that it does not.
  return open.every(({ rateLimited }) => rateLimited !== undefined)
    ? { outcome: 'failed', checks, error: unproven?.rateLimited }
    : { outcome: 'unhealthy', checks };
};

/** Reads an entry that does not exist: an answer shows that the ledger can be read. Never rejects. */
const ledgerLine = async ({ ledger, log }: Scene): Promise<CheckLine> => {
  try {
    await ledger.recall({ clientId: 'check', requestKey: 'check' }, RECALL);
    return { name: 'ledger', ok: true, message: 'it answers' };
  } catch (error) {
    log('KS400', faultFields(error));
    const { message } = new LedgerError({ cause: error });
    return { name: 'ledger', ok: false, message: `${message}${notReached(error, 'dynamodb')}` };
  }
};
