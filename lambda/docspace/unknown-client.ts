import type { Dialect } from './dialect.ts';
import { HttpError, type NotFoundDoubt } from './errors.ts';

/**
 * Whether an error is the portal's answer "unknown client". Recognised narrowly: the real service answers with
 * problem+json; any other 404 comes from something in front of it. The documented sample answers its write with any
 * 404; it promises no read, so a read's 404 proves nothing.
 */
export const isUnknownClient = (error: unknown, dialect: Dialect): boolean =>
  error instanceof HttpError &&
  error.status === 404 &&
  error.operation !== 'token exchange' &&
  (error.shape === 'problem' ||
    (error.operation === 'change activation' && dialect.spoken() === 'documented'));

/**
 * When a 404 is believed: why "unknown client" does not prove that the client was deleted; `undefined` if it does. Only
 * an admin sees every client, and only those of the key's own tenant; ids that begin with `feed` are routed to another
 * service by DocSpace's own gateway.
 * @param tenantBefore the tenant in which the portal showed clients before, if known; it throws if the ledger does not
 * answer
 */
export const doubtOfNotFound = async (
  clientId: string,
  portal: Dialect,
  tenantBefore: () => Promise<number | undefined>,
): Promise<NotFoundDoubt | undefined> => {
  // The settings say that the portal speaks the published sample: nothing more can be known than its write's 404.
  if (portal.spoken() === 'documented') return undefined;
  const owner = portal.owner();
  if (owner?.isAdmin !== true) return 'no-admin';
  if (clientId.startsWith('feed')) return 'feed';
  // Some releases do not name the tenant; then nothing more can be known than an admin's 404.
  if (owner.tenant === undefined) return undefined;
  try {
    const before = await tenantBefore();
    return before === undefined || before === owner.tenant ? undefined : 'other-tenant';
  } catch {
    return 'no-ledger';
  }
};
