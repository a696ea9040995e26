import { type Guard, refuse } from './guard.ts';

/** A client that comes back with the stolen secret is open to the thief at once. */
export const unrotatedSecret: Guard = (request, { record, client }) => {
  if (request.action !== 'enable' || request.acceptUnrotatedSecret) return undefined;
  if (record?.fingerprint === undefined || client?.fingerprint === undefined) {
    return {
      name: 'unrotated-secret',
      message: 'it cannot be known whether the client secret was changed since the containment',
      // Regenerating alone does not get past this: there is nothing to compare the new secret with.
      reason: 'rotation-unknown',
    };
  }
  return record.fingerprint === client.fingerprint
    ? refuse('unrotated-secret', 'the client secret is still the one that it was contained with')
    : undefined;
};
