import { type Guard, refuse } from './guard.ts';

/** Without the ledger nobody knows what an enable, or a change of the secret, would enable again. A disable never waits for the ledger. */
export const ledgerUnavailable: Guard = ({ action }, { ledgerAnswers }) =>
  action !== 'disable' && ledgerAnswers === false
    ? refuse(
        'ledger-unavailable',
        'the ledger does not answer, so it cannot be known what was contained and why',
      )
    : undefined;
