import { quoted, signInFor } from '../aws/sign-in.ts';
import type { Remedies } from './account-problems.ts';
import type { CdkArguments } from './cdk-arguments.ts';

/** The commands for this call: with its profile, its region and its settings. */
export const remediesFor = (
  { context, profile, region, toolkitStackName }: CdkArguments,
  profileInUse: string | undefined,
  program: string,
): Remedies => {
  const options = [
    ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(toolkitStackName === 'CDKToolkit' ? [] : ['--toolkit-stack-name', toolkitStackName]),
  ];
  return {
    ...signInFor(profileInUse),
    bootstrap: [program, 'bootstrap', ...options.map(quoted)].join(' '),
  };
};
