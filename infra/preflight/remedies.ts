import type { Remedies } from './account-problems.ts';
import type { CdkArguments } from './cdk-arguments.ts';

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The commands for just this call: with its profile, its region and its settings. */
export const remediesFor = (
  { context, profile, region, toolkitStackName }: CdkArguments,
  profileInUse: string | undefined,
): Remedies => {
  const forProfile = profileInUse === undefined ? '' : ` --profile ${quoted(profileInUse)}`;
  const options = [
    ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(toolkitStackName === 'CDKToolkit' ? [] : ['--toolkit-stack-name', toolkitStackName]),
  ];
  return {
    signInFirst: `aws configure sso${forProfile}`,
    signInAgain: `aws sso login${forProfile}`,
    bootstrap: ['npx cdk bootstrap', ...options.map(quoted)].join(' '),
  };
};
