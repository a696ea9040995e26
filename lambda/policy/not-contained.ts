import { type Guard, refuse } from './guard.ts';

/** Changing the secret may re-enable a client for moments: only one that is off, and meant to be, may have that happen. */
export const notContained: Guard = (_request, { client, record }) => {
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
    message:
      "the portal does not show the client's secret, so a new one could not be distinguished from the old",
    reason: 'secret-not-shown',
  };
};
