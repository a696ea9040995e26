import type { SignIn } from './access-problems.ts';
import type { Remedies } from './account-problems.ts';
import type { CdkArguments } from './cdk-arguments.ts';

/** A word quoted for a POSIX shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The commands for the profile in use. */
export const signInFor = (profile: string | undefined): SignIn => {
  const forProfile = profile === undefined ? '' : ` --profile ${quoted(profile)}`;
  return { signInFirst: `aws configure sso${forProfile}`, signInAgain: `aws sso login${forProfile}` };
};

/** The commands for this call: with its profile, its region and its settings. */
export const remediesFor = (
  { context, profile, region, toolkitStackName }: CdkArguments,
  profileInUse: string | undefined,
): Remedies => {
  const options = [
    ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(toolkitStackName === 'CDKToolkit' ? [] : ['--toolkit-stack-name', toolkitStackName]),
  ];
  const words = options.length === 0 ? [] : ['--', ...options.map(quoted)];
  return { ...signInFor(profileInUse), bootstrap: ['npm run bootstrap', ...words].join(' ') };
};
