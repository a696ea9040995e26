import { type Guard, hold } from './guard.ts';

/** Alerts only propose: a person disables the client, also one that is off while the ledger does not know why. */
export const needsApproval: Guard = (request, _facts, policy) =>
  request.trigger === 'alert' && policy.needsApproval
    ? hold(
        'needs-approval',
        'alerts only propose, because the settings say so (mode: approve); a person decides',
      )
    : undefined;
