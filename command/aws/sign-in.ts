import type { SignIn } from './access-problems.ts';

/** A word quoted for a POSIX shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The commands for the profile in use. */
export const signInFor = (profile: string | undefined): SignIn => {
  const forProfile = profile === undefined ? '' : ` --profile ${quoted(profile)}`;
  return { signInFirst: `aws configure sso${forProfile}`, signInAgain: `aws sso login${forProfile}` };
};
