import { type Guard, refuse } from './guard.ts';

/** Protected clients are the portal's own integrations: without one of them people cannot work. */
export const protectedClient: Guard = ({ clientId }, _facts, policy) =>
  policy.protectedClientIds.has(clientId)
    ? refuse(
        'protected-client',
        `${clientId} is on the protected list; to act on it, take it off the list first`,
      )
    : undefined;
