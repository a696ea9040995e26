import { isDisableAtWork } from '../ledger/containment.ts';
import { type Guard, hold, refuse } from './guard.ts';
import { belowSeverity } from './request-guards.ts';

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

/** Without the ledger nobody knows what an enable would enable again. A disable never waits for the ledger. */
export const ledgerUnavailable: Guard = ({ action }, { ledgerAnswers }) =>
  action === 'enable' && ledgerAnswers === false
    ? refuse(
        'ledger-unavailable',
        'the ledger does not answer, so it cannot be known what was contained and why',
      )
    : undefined;

/** An alert disables the client while a person enables it: the disable goes first, and the person sees why. */
export const containmentUnderWay: Guard = ({ action }, { record, now }) =>
  action === 'enable' && isDisableAtWork(record, now)
    ? refuse(
        'containment-under-way',
        `the client is being disabled since ${record?.intendedAt ?? 'just now'}`,
      )
    : undefined;

/** If a client is enabled with the stolen secret, the thief can use it at once. */
export const unrotatedSecret: Guard = (request, { record, client }) => {
  if (request.action !== 'enable' || request.acceptUnrotatedSecret) return undefined;
  if (record?.fingerprint === undefined || client?.fingerprint === undefined) {
    return {
      name: 'unrotated-secret',
      message: 'it cannot be known whether the client secret was changed since the containment',
      // A new secret alone does not lift this refusal: there is nothing to compare it with.
      reason: 'rotation-unknown',
    };
  }
  return record.fingerprint === client.fingerprint
    ? refuse('unrotated-secret', 'the client secret is still the one that it was contained with')
    : undefined;
};

/** Alerts only propose: a person disables the client, also one that is off while the ledger does not know why. */
export const needsApproval: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' && policy.needsApproval
    ? hold(
        'needs-approval',
        'alerts only propose, because the settings say so (mode: approve); a person decides',
      )
    : undefined;

/** Asked of a disable once the client and its record were read, in this order. */
export const DISABLE_GUARDS: readonly Guard[] = [clientOfAnotherTenant, restoredSinceAlert];

/** Asked of an alert that would write, before it takes a slot, in this order: they hold the client for a person. */
export const HOLD_GUARDS: readonly Guard[] = [belowSeverity, needsApproval];

/** Asked of an enable once the client and its record were read, in this order. */
export const ENABLE_GUARDS: readonly Guard[] = [
  clientOfAnotherTenant,
  ledgerUnavailable,
  containmentUnderWay,
  unrotatedSecret,
];
