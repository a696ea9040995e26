import type { Outcome } from '../contract/outcome.ts';
import { NotFoundUnprovenError } from '../docspace/errors.ts';
import type { Evidence } from '../docspace/proof.ts';
import { doubtOfNotFound, isUnknownClient } from '../docspace/unknown-client.ts';
import { RECALL } from '../ledger/time-limits.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

type HowItEnded = Pick<Ending, 'outcome' | 'error' | 'gone'>;

/**
 * The outcome that the evidence of a change allows.
 * @param proven the outcome if the change is proven
 * @param wasShown whether this run's read showed the client: then a write's 404 does not mean that it is gone
 */
export const outcomeOf = async (
  { verdict, error }: Evidence,
  { proven, wasShown }: { proven: Outcome; wasShown: boolean },
  scene: ClientScene,
): Promise<HowItEnded> => {
  switch (verdict) {
    case 'proven':
      return { outcome: proven };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return wasShown ? { outcome: 'failed', error } : outcomeWithoutWrite(error, scene);
    default:
      return verdict satisfies never;
  }
};

/**
 * An error before any accepted write ends the request as `failed`; an alert that failed is delivered again. "Unknown
 * client" (404) from the portal ends it as `not-found`; an alert only if that 404 can be believed.
 */
export const outcomeWithoutWrite = async (error: unknown, scene: ClientScene): Promise<HowItEnded> => {
  const { portal, memory, ledger, log } = scene;
  const { clientId, by } = memory.identity;
  if (!isUnknownClient(error, portal)) return { outcome: 'failed', error };
  const tenantBefore = async (): Promise<number | undefined> => {
    try {
      return memory.record?.tenant ?? (await ledger.knownTenant(RECALL));
    } catch (fault) {
      log('KS400', { clientId, ...faultFields(fault) });
      throw fault;
    }
  };
  const doubt = await doubtOfNotFound(clientId, portal, tenantBefore);
  if (doubt === undefined) return { outcome: 'not-found', error, gone: true };
  // If a person stores the right key now, the next call must use it, and not wait until this signature expires.
  if (doubt === 'no-admin' || doubt === 'other-tenant') portal.doubtKey();
  return by.type === 'alert'
    ? { outcome: 'failed', error: new NotFoundUnprovenError(doubt) }
    : { outcome: 'not-found', error };
};
