import { type Guard, refuse } from './guard.ts';

/** Regenerating the secret alone does not get past this: there is nothing to compare the new one with. */
export const ROTATION_UNKNOWN =
  'it can not be known whether the client secret was changed since the containment';

/** A client that comes back with the stolen secret is open to the thief at once. */
export const unrotatedSecret: Guard = (request, { record, client }) => {
  if (request.action !== 'enable' || request.acceptUnrotatedSecret) return undefined;
  if (record?.fingerprint === undefined || client?.fingerprint === undefined) {
    return refuse('unrotated-secret', ROTATION_UNKNOWN);
  }
  return record.fingerprint === client.fingerprint
    ? refuse('unrotated-secret', 'the client secret is still the one that it was contained with')
    : undefined;
};
