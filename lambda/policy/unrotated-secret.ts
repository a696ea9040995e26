import { isRotated } from '../ledger/rotation.ts';
import { type Guard, refuse } from './guard.ts';

/** A client that comes back with the stolen secret is open to the thief at once. */
export const unrotatedSecret: Guard = (request, { record, client }) => {
  if (request.action !== 'enable' || request.acceptUnrotatedSecret) return undefined;
  const rotated = isRotated(record, client?.fingerprint);
  if (rotated === 'unknown') {
    return {
      name: 'unrotated-secret',
      message: 'it cannot be known whether the client secret was changed since the containment',
      // Regenerating in DocSpace does not get past this: there is nothing to compare the new secret with.
      reason: 'rotation-unknown',
    };
  }
  return rotated
    ? undefined
    : refuse('unrotated-secret', 'the client secret is still the one that it was contained with');
};
