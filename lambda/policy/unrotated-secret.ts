import { isRotated } from '../ledger/rotation.ts';
import { type Guard, refuse } from './guard.ts';

/** If a client is enabled with the stolen secret, the thief can use it at once. */
export const unrotatedSecret: Guard = (request, { record, client }) => {
  if (request.action !== 'enable' || request.acceptUnrotatedSecret) return undefined;
  const rotated = isRotated(record, client?.fingerprint);
  if (rotated === 'unknown') {
    return {
      name: 'unrotated-secret',
      message: 'it cannot be known whether the client secret was changed since the containment',
      // One regenerated in DocSpace does not lift this refusal: there is nothing to compare it with.
      reason: 'rotation-unknown',
    };
  }
  return rotated
    ? undefined
    : refuse('unrotated-secret', 'the client secret is still the one that it was contained with');
};
