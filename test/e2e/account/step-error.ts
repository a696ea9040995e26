/** A step of the preparation failed; the message is for the person at the terminal. */
export class StepError extends Error {
  override readonly name = 'StepError' as const;
}
