import { isDisableAtWork } from '../ledger/containment.ts';
import { isRotated } from '../ledger/rotation.ts';
import { type Guard, refuse } from './guard.ts';

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

/**
 * The person who asked for a restore may not have known what was detected up to this long before: when in doubt, the
 * client is disabled.
 */
const DOUBT_MS = 5 * 60_000;

/** A person has judged this alert, or what it is about, and has enabled the client since. */
export const restoredSinceAlert: Guard = (request, { record, requestKey = '' }) => {
  if (request.trigger !== 'alert' || record === undefined) return undefined;
  const { seenAt, detectedAt } = request;
  const isOneOf = (ids: readonly string[]) =>
    [request.eventId, request.alertId].some((id) => ids.includes(id));
  // A note, a change of its state, or what a playbook itself wrote into it looks like this: nobody saw anything new.
  if (seenAt === undefined && isOneOf(record.judgedIds ?? []))
    return refuse(
      'restored-since-alert',
      'a person enabled the client after this finding had disabled it, and the finding does not say that it was seen again',
    );
  if (record.state !== 'restored' || record.restoreAskedAt === undefined) return undefined;
  const askedAt = Date.parse(record.restoreAskedAt);
  // A detector may use its id again when the same thing happens again: that was judged by nobody.
  const judged = isOneOf(record.alertIds) && (seenAt === undefined || seenAt.getTime() <= askedAt);
  const old = (seenAt ?? detectedAt).getTime() < askedAt - DOUBT_MS;
  // This event ended proven once: it never writes again after a restore, whatever its sender's clock says.
  const proven = record.provenRequests.includes(requestKey);
  return judged || old || proven
    ? refuse(
        'restored-since-alert',
        `a person enabled the client at ${record.restoreAskedAt}, after this alert was detected`,
      )
    : undefined;
};

/** Without the ledger nobody knows what an enable, or a change of the secret, would enable again. A disable never waits for the ledger. */
export const ledgerUnavailable: Guard = ({ action }, { ledgerAnswers }) =>
  action !== 'disable' && ledgerAnswers === false
    ? refuse(
        'ledger-unavailable',
        'the ledger does not answer, so it cannot be known what was contained and why',
      )
    : undefined;

/** An alert disables the client while a person enables it: the disable goes first, and the person sees why. */
export const containmentUnderWay: Guard = ({ action }, { record, now }) =>
  action !== 'disable' && isDisableAtWork(record, now)
    ? refuse(
        'containment-under-way',
        `the client is being disabled since ${record?.intendedAt ?? 'just now'}`,
      )
    : undefined;

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

/** Changing the secret may re-enable a client for moments: only one that is off, and meant to be, may have that happen. */
const notContained: Guard = (_request, { client, record }) => {
  if (client?.enabled !== false) {
    const problem = client === undefined ? 'the portal does not show whether it is' : 'the client is on';
    return refuse('not-contained', `only the secret of a client that is off can be changed; ${problem}`);
  }
  const state = record?.held === undefined ? record?.state : 'held';
  if (record !== undefined && state !== 'contained')
    return refuse('not-contained', `the ledger has the client as ${state ?? 'unknown'}, not as contained`);
  if (client.fingerprint !== undefined) return undefined;
  return {
    name: 'not-contained',
    message: "the portal does not show the client's secret, so a new one could not be told from the old",
    reason: 'secret-not-shown',
  };
};

/** Asked of a disable once the client and its record were read, in this order. */
export const DISABLE_GUARDS: readonly Guard[] = [clientOfAnotherTenant, restoredSinceAlert];

/** Asked of an enable once the client and its record were read, in this order. */
export const ENABLE_GUARDS: readonly Guard[] = [
  clientOfAnotherTenant,
  ledgerUnavailable,
  containmentUnderWay,
  unrotatedSecret,
];

/** Asked of a change of the secret once the client and its record were read, in this order. */
export const ROTATE_GUARDS: readonly Guard[] = [
  clientOfAnotherTenant,
  ledgerUnavailable,
  containmentUnderWay,
  notContained,
];
