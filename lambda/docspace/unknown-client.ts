import type { ClientId } from '../contract/client-id.ts';
import type { Dialect } from './dialect.ts';
import { HttpError, NotFoundUnprovenError } from './errors.ts';

/** The documented sample reports an unknown id by its write's 404; a read that it never promised says nothing. */
const ofDocumentedWrite = (error: HttpError, dialect: Dialect): boolean =>
  dialect.spoken() === 'documented' && error.operation === 'change activation';

/**
 * Whether an error is the portal's own word that it does not know the client. Recognised narrowly: the real
 * service says so with problem+json; any other 404 comes from something in front of it.
 */
export const isUnknownClient = (error: unknown, dialect: Dialect): boolean =>
  error instanceof HttpError &&
  error.status === 404 &&
  error.operation !== 'token exchange' &&
  (error.shape === 'problem' || ofDocumentedWrite(error, dialect));

/**
 * Why "unknown client" does not mean that it was deleted, or nothing: only an admin sees every client, and only those of
 * the key's own tenant; ids that begin with `feed` are routed to another service by DocSpace's own gateway.
 * @param tenant the one that the client was shown in before, if known
 */
export const doubtOfGone = (
  clientId: ClientId,
  tenant: number | undefined,
  portal: Dialect,
): NotFoundUnprovenError | undefined => {
  const owner = portal.owner();
  if (owner?.isAdmin !== true) return new NotFoundUnprovenError('no-admin');
  if (clientId.startsWith('feed')) return new NotFoundUnprovenError('feed');
  const isOtherTenant = tenant !== undefined && owner.tenant !== undefined && owner.tenant !== tenant;
  return isOtherTenant ? new NotFoundUnprovenError('other-tenant') : undefined;
};
