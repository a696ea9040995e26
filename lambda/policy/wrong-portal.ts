import { type Guard, refuse } from './guard.ts';

/** An alert for another portal must not hit a client here that happens to have the same id. */
export const alertOfAnotherPortal: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' && request.portal !== undefined && request.portal !== policy.portal
    ? refuse('wrong-portal', `the alert is for another portal than ${policy.portal}`)
    : undefined;

/** The portal must have shown the client that was asked for, of the tenant that the key belongs to. */
export const clientOfAnotherTenant: Guard = ({ clientId }, { client, tenant }) => {
  if (client === undefined) return undefined;
  if (client.clientId !== clientId)
    return refuse('wrong-portal', `asked for ${clientId}, the portal showed another client`);
  if (tenant !== undefined && client.tenant !== undefined && client.tenant !== tenant) {
    return refuse('wrong-portal', `the client is of tenant ${client.tenant}, the key of tenant ${tenant}`);
  }
  return undefined;
};
