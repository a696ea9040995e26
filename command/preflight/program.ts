import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { accountProblems } from './account-problems.ts';
import { type AwsEnvironment, type AwsTarget, awsTarget } from './aws-target.ts';
import { readArguments } from './cdk-arguments.ts';
import { type Folders, invalidSettings } from './invalid-settings.ts';
import { remediesFor } from './remedies.ts';

export type CdkTerminal = {
  env: AwsEnvironment;
  folders: Folders;
  createClient: (options: AwsTarget & { maxAttempts: number }) => CloudFormationClient;
  startCdk: (argv: readonly string[]) => Promise<number>;
  stderr: { write: (text: string) => unknown };
};

const MAX_TRIES = 2;

const NOT_STARTED = 1;

/**
 * Runs CDK, unless credentials, region or bootstrap are missing or a setting is invalid. Then all problems are
 * reported at once, each with the next step, and CDK is not started.
 * @returns CDK's exit code, or 1 where it was not started
 */
export const runCdk = async (
  argv: readonly string[],
  { env, folders, createClient, startCdk, stderr }: CdkTerminal,
): Promise<number> => {
  const given = readArguments(argv);
  if (given.help) return startCdk(argv);
  const target = awsTarget(given, env);
  const client = createClient({ ...target, maxAttempts: MAX_TRIES });
  // The command that creates the bootstrap stack cannot require it.
  const bootstrapStack = given.command === 'bootstrap' ? undefined : given.toolkitStackName;
  const problems = [
    given.otherApp ? undefined : invalidSettings(given.context, folders),
    ...(await accountProblems(client, bootstrapStack, remediesFor(given, target.profile))),
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return startCdk(argv);
  stderr.write(`${problems.join('\n\n')}\n`);
  return NOT_STARTED;
};
