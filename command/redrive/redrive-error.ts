/** Redriving cannot begin or go on, and the person can fix it; the message is for them. */
export class RedriveError extends Error {
  override readonly name = 'RedriveError' as const;
}
