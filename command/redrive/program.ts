import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CommanderError } from 'commander';
import { accessProblems } from '../preflight/access-problems.ts';
import { type AwsEnvironment, awsTarget } from '../preflight/aws-target.ts';
import { signInFor } from '../preflight/remedies.ts';
import { awsProblem } from './aws-problem.ts';
import { discard } from './discard.ts';
import { discardInvalid } from './discard-invalid.ts';
import { type Options, redriveOptions } from './options.ts';
import { isYes } from './question.ts';
import { redrive } from './redrive.ts';
import { RedriveError } from './redrive-error.ts';

export type RedriveTerminal = {
  env: AwsEnvironment;
  stdout: { write: (text: string) => unknown };
  stderr: { write: (text: string) => unknown };
  /** Asks the person for a line; `undefined` where nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined;
};

/** The function may run for ten minutes; a second invocation of the same alert would only wait behind the first. */
const LAMBDA = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 620_000 } };

const EXIT = { empty: 0, kept: 1, wrong: 2 } as const;

/**
 * How a person agrees to a deletion.
 * @throws RedriveError where nobody could answer
 */
const confirmation = ({ yes, dryRun }: Options, { ask }: RedriveTerminal) => {
  if (yes === true || dryRun === true) return () => Promise.resolve(yes === true);
  if (ask === undefined)
    throw new RedriveError(
      '--discard-invalid asks before it deletes, and this is not a terminal: look with --dry-run, then add --yes',
    );
  return async (question: string) => isYes(await ask(question));
};

/** Runs the redrive command; 0: nothing waits any more, 1: something was kept, 2: it could not begin. Never throws. */
export const runRedrive = async (argv: readonly string[], terminal: RedriveTerminal): Promise<number> => {
  let exitCode: number = EXIT.wrong;
  let signIn = signInFor(undefined);
  const program = redriveOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .action(async (options: Options) => {
      const { stack, profile, region, acceptStale, discard: messageId } = options;
      const confirm = options.discardInvalid ? confirmation(options, terminal) : undefined;
      const target = awsTarget({ profile, region }, terminal.env);
      signIn = signInFor(target.profile);
      const clients = {
        cloudFormation: new CloudFormationClient(target),
        lambda: new LambdaClient({ ...LAMBDA, ...target }),
        sqs: new SQSClient(target),
        events: new EventBridgeClient(target),
      };
      const { problems } = await accessProblems(clients.cloudFormation, signIn);
      if (problems.length > 0) throw new RedriveError(problems.join('\n'));
      const print = (line: string) => terminal.stdout.write(`${line}\n`);
      const say = (line: string) => terminal.stderr.write(`${line}\n`);
      const common = { stack, dryRun: options.dryRun === true };
      const run = () => {
        if (confirm !== undefined) return discardInvalid(common, clients, { say, print, confirm });
        return messageId === undefined
          ? redrive({ ...common, acceptStale: acceptStale === true }, clients, print)
          : discard({ ...common, messageId }, clients, print);
      };
      exitCode = (await run()).kept === 0 ? EXIT.empty : EXIT.kept;
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
