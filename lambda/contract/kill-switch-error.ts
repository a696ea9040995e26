/**
 * An error of ours. Its message holds our own words only, so a result may show it: no body, no key and no
 * signature ever becomes part of one. `retryable` says whether the same step may succeed later without a person's
 * help.
 */
export abstract class KillSwitchError extends Error {
  abstract override readonly name: string;
  abstract readonly retryable: boolean;
}
