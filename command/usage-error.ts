/** The command can't begin, and the person can mend it; the message is for them, in our own words. */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const;
}
