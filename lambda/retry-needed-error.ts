/** Thrown last, when everything else is done, so that Lambda delivers the alert again. */
export class RetryNeededError extends Error {
  override readonly name = 'RetryNeededError' as const;
}
