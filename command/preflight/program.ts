import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type AwsEnvironment, type AwsTarget, awsTarget } from '../aws/aws-target.ts';
import { accountProblems } from './account-problems.ts';
import { busProblems } from './bus-problems.ts';
import { type CdkArguments, readArguments } from './cdk-arguments.ts';
import { type Folders, readSettingsOrProblem } from './invalid-settings.ts';
import { remediesFor } from './remedies.ts';

export type CdkTerminal = {
  env: AwsEnvironment;
  folders: Folders;
  createClient: (options: AwsTarget & { maxAttempts: number }) => CloudFormationClient;
  createEventsClient: (options: AwsTarget & { maxAttempts: number }) => EventBridgeClient;
  startCdk: (argv: readonly string[]) => Promise<number>;
  /** How this person calls the program that `bootstrap` is a verb of. */
  program: string;
  /** Whether to create the missing bootstrap stack now; without it, the message names the command. */
  agree?: (problem: string) => Promise<boolean>;
  stderr: { write: (text: string) => unknown };
};

const MAX_TRIES = 2;

const NOT_STARTED = 2;

/** Verbs that need what the settings name; the others must work without it. */
const NEED_BUSES: readonly (string | undefined)[] = ['deploy', 'diff'];

/** The arguments that prepare the account for this call. */
const bootstrapArguments = ({ context, profile, region, toolkitStackName }: CdkArguments): string[] => [
  'bootstrap',
  ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(region === undefined ? [] : ['--region', region]),
  ...['--toolkit-stack-name', toolkitStackName],
];

/**
 * Runs CDK, unless credentials, region, bootstrap or a bus are missing or a setting is invalid. Then all problems are
 * reported at once, each with the next step, and CDK is not started.
 * @returns CDK's exit code, or 2 where it was not started
 */
export const runCdk = async (
  argv: readonly string[],
  { env, folders, createClient, createEventsClient, startCdk, stderr, program, agree }: CdkTerminal,
): Promise<number> => {
  const given = readArguments(argv);
  if (given.help) return startCdk(argv);
  const target = awsTarget(given, env);
  const options = { ...target, maxAttempts: MAX_TRIES };
  const client = createClient(options);
  // The command that creates the bootstrap stack cannot require it.
  const bootstrapStack = given.command === 'bootstrap' ? undefined : given.toolkitStackName;
  const account = await accountProblems(client, bootstrapStack, remediesFor(given, target.profile, program));
  const { stacks, problem } = given.otherApp ? { stacks: [] } : readSettingsOrProblem(given.context, folders);
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...account.problems,
    // An account that cannot be asked at all says nothing about its buses.
    ...(account.problems.length === 0 && NEED_BUSES.includes(given.command)
      ? await busProblems(() => createEventsClient(options), stacks)
      : []),
  ];
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
