import { type NotFoundDoubt, NotFoundUnprovenError } from '../docspace/errors.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import { faultFields } from '../log.ts';
import type { Ending } from '../report/ending.ts';
import type { ClientScene } from '../scene.ts';

const LEDGER = { withinMs: 1_000 };

/** How a request ends that met an error before any accepted write. */
type WithoutWrite = Pick<Ending, 'outcome' | 'error' | 'gone'>;

/**
 * An error before any accepted write ends the request as `failed`. The portal's own word that it does not know the
 * client ends it as `not-found`; an alert only if that word can be believed.
 */
export const withoutWrite = async (error: unknown, scene: ClientScene): Promise<WithoutWrite> => {
  if (!isUnknownClient(error, scene.portal)) return { outcome: 'failed', error };
  const doubt = await doubtOf(scene);
  if (doubt === undefined) return { outcome: 'not-found', error, gone: true };
  // Whoever stores the right key should not have to wait until the signature of this one expires.
  if (doubt === 'no-admin' || doubt === 'other-tenant') scene.portal.doubtKey();
  return scene.memory.identity.by.type === 'alert'
    ? { outcome: 'failed', error: new NotFoundUnprovenError(doubt) }
    : { outcome: 'not-found', error };
};

/** Why a 404 does not mean that the client is gone, or nothing. */
const doubtOf = async ({ portal, memory, ledger, log }: ClientScene): Promise<NotFoundDoubt | undefined> => {
  const { clientId } = memory.identity;
  // The settings say that the portal speaks the published sample: there the write's 404 is all that there is.
  if (portal.spoken() === 'documented') return undefined;
  if (portal.owner()?.isAdmin !== true) return 'no-admin';
  if (clientId.startsWith('feed')) return 'feed';
  const tenant = portal.owner()?.tenant;
  // Not every release need name it; then an admin's 404 is all that can be known.
  if (tenant === undefined) return undefined;
  try {
    const known = memory.record?.tenant ?? (await ledger.knownTenant(LEDGER));
    return known === undefined || known === tenant ? undefined : 'other-tenant';
  } catch (error) {
    log('KS400', { clientId, ...faultFields(error) });
    return 'no-ledger';
  }
};
