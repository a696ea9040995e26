/**
 * How AWS is called: two quick tries. No call of AWS is worth more than a few seconds before a disable, and the last
 * result must be published within the reserve at the end of a run.
 *
 * Without `throwOnRequestTimeout` the SDK only logs that a server does not answer, and waits on.
 */
export const AWS_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

/** The ledger is written before the first write to the portal: two tries of a second each. */
export const LEDGER_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
};
