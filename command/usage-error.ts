/** The command cannot start, and the person can fix the cause: the message is written for them. */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const;
}
