import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type AwsEnvironment, type AwsTarget, awsTarget } from '../aws/aws-target.ts';
import { accountProblems } from './account-problems.ts';
import { type CdkArguments, readArguments } from './cdk-arguments.ts';
import { type Folders, invalidSettings } from './invalid-settings.ts';
import { remediesFor } from './remedies.ts';

export type CdkTerminal = {
  env: AwsEnvironment;
  folders: Folders;
  createClient: (options: AwsTarget & { maxAttempts: number }) => CloudFormationClient;
  startCdk: (argv: readonly string[]) => Promise<number>;
  /** How this person calls the program that `bootstrap` is a verb of. */
  program: string;
  /** Whether to create the missing bootstrap stack now; without it, the message names the command. */
  agree?: (problem: string) => Promise<boolean>;
  stderr: { write: (text: string) => unknown };
};

const MAX_TRIES = 2;

const NOT_STARTED = 2;

/** The arguments that prepare the account for this call. */
const bootstrapArguments = ({ context, profile, region, toolkitStackName }: CdkArguments): string[] => [
  'bootstrap',
  ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(region === undefined ? [] : ['--region', region]),
  ...['--toolkit-stack-name', toolkitStackName],
];

/**
 * Runs CDK, unless credentials, region or bootstrap are missing or a setting is invalid. Then all problems are
 * reported at once, each with the next step, and CDK is not started.
 * @returns CDK's exit code, or 2 where it was not started
 */
export const runCdk = async (
  argv: readonly string[],
  { env, folders, createClient, startCdk, stderr, program, agree }: CdkTerminal,
): Promise<number> => {
  const given = readArguments(argv);
  if (given.help) return startCdk(argv);
  const target = awsTarget(given, env);
  const client = createClient({ ...target, maxAttempts: MAX_TRIES });
  // The command that creates the bootstrap stack cannot require it.
  const bootstrapStack = given.command === 'bootstrap' ? undefined : given.toolkitStackName;
  const account = await accountProblems(client, bootstrapStack, remediesFor(given, target.profile, program));
  const problems = [
    given.otherApp ? undefined : invalidSettings(given.context, folders),
    ...account.problems,
  ].filter((problem) => problem !== undefined);
  const { unprepared } = account;
  if (problems.length === 0 && unprepared === undefined) return startCdk(argv);
  if (problems.length === 0 && unprepared !== undefined && agree !== undefined) {
    if (!(await agree(unprepared))) return NOT_STARTED;
    const code = await startCdk(bootstrapArguments(given));
    return code === 0 ? startCdk(argv) : code;
  }
  stderr.write(`${[...problems, ...(unprepared === undefined ? [] : [unprepared])].join('\n\n')}\n`);
  return NOT_STARTED;
};
