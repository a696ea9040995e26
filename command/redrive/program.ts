import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { accessProblems } from '../preflight/access-problems.ts';
import { type AwsEnvironment, awsTarget } from '../preflight/aws-target.ts';
import { signInFor } from '../preflight/remedies.ts';
import { awsProblem } from './aws-problem.ts';
import { discard } from './discard.ts';
import { redrive } from './redrive.ts';
import { RedriveError } from './redrive-error.ts';

export type RedriveTerminal = {
  env: AwsEnvironment;
  stdout: { write: (text: string) => unknown };
  stderr: { write: (text: string) => unknown };
};

type Options = {
  stack: string;
  profile?: string;
  region?: string;
  dryRun?: true;
  acceptStale?: true;
  discard?: string;
};

/** The function may run for ten minutes; a second invocation of the same alert would only wait behind the first. */
const LAMBDA = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 620_000 } };

const EXIT = { empty: 0, kept: 1, wrong: 2 } as const;

/** As CloudFormation has them; anything else is a variable that was not set, or a slip. */
const stackName = (given: string): string => {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(given))
    throw new InvalidArgumentError('It must name a deployed stack, for example DocSpaceKillSwitch.');
  return given;
};

/** Runs the redrive command; 0: nothing waits any more, 1: something was kept, 2: it could not begin. Never throws. */
export const runRedrive = async (argv: readonly string[], terminal: RedriveTerminal): Promise<number> => {
  let exitCode: number = EXIT.wrong;
  let signIn = signInFor(undefined);
  const program = new Command('npm run redrive --')
    .description('Send the alerts that wait in the queues of a stack to its function again')
    .requiredOption('--stack <name>', 'name of the deployed stack', stackName)
    .option('--profile <name>', 'AWS profile, before AWS_PROFILE')
    .option('--region <name>', 'AWS region, before AWS_REGION')
    .option('--dry-run', 'only show what waits')
    .option(
      '--accept-stale',
      'disable the clients of alerts past the age limit, and of replays, as your own request: neither minimumSeverity nor mode dry-run holds it back',
    )
    .addOption(
      new Option(
        '--discard <id>',
        'delete this one message without sending it, and do nothing else',
      ).conflicts('acceptStale'),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .action(async ({ stack, profile, region, dryRun, acceptStale, discard: messageId }: Options) => {
      const target = awsTarget({ profile, region }, terminal.env);
      signIn = signInFor(target.profile);
      const clients = {
        cloudFormation: new CloudFormationClient(target),
        lambda: new LambdaClient({ ...LAMBDA, ...target }),
        sqs: new SQSClient(target),
      };
      const { problems } = await accessProblems(clients.cloudFormation, signIn);
      if (problems.length > 0) throw new RedriveError(problems.join('\n'));
      const say = (line: string) => terminal.stdout.write(`${line}\n`);
      const common = { stack, dryRun: dryRun === true };
      const { kept } =
        messageId === undefined
          ? await redrive({ ...common, acceptStale: acceptStale === true }, clients, say)
          : await discard({ ...common, messageId }, clients, say);
      exitCode = kept === 0 ? EXIT.empty : EXIT.kept;
    });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.empty : EXIT.wrong;
    terminal.stderr.write(
      `error: ${error instanceof RedriveError ? error.message : awsProblem(error, signIn)}\n`,
    );
    return EXIT.wrong;
  }
};
