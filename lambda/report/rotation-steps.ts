import type { Refusal } from '../policy/guard.ts';

export const READ_SECRET =
  'Its owner reads the new secret in DocSpace, under Developer Tools, OAuth: it is kept nowhere else.';

const ASK = '"rotateSecret": true (command: --rotate-secret)';

/** Where a run changed the secret, or tried to. */
export const rotatedSteps = (hasNewSecret: boolean, isProvenOff: boolean): string[] => {
  if (hasNewSecret)
    return [READ_SECRET, 'An enable without "rotateSecret" passes now, because the secret is new.'];
  return isProvenOff
    ? ['The client is off: ask again in a few minutes, or regenerate the secret in DocSpace.']
    : [];
};

/** Where a change of the secret was refused. */
export const notContainedSteps = ({ reason }: Refusal, disableByHand: string): string[] =>
  reason === 'secret-not-shown'
    ? ['Regenerate the secret in DocSpace; to enable the client after that: "acceptUnrotatedSecret": true.']
    : [disableByHand, 'Once it is proven off, ask again.'];

/** Where the ledger knows the old secret any new one is enough; else only one that the kill switch asked for. */
export const unrotatedSteps = ({ reason }: Refusal): string[] =>
  reason === 'rotation-unknown'
    ? [
        `Regenerating it in DocSpace will not pass this: ask with ${ASK}; or, if it cannot be stolen, with "acceptUnrotatedSecret": true (command: --accept-unrotated-secret).`,
      ]
    : [`Ask again with ${ASK}; or regenerate the client's secret in DocSpace, then enable it again.`];
