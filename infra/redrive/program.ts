import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Command, CommanderError } from 'commander';
import { redrive } from './redrive.ts';
import { RedriveError } from './redrive-error.ts';

export type RedriveTerminal = {
  stdout: { write: (text: string) => unknown };
  stderr: { write: (text: string) => unknown };
};

type Options = { stack: string; dryRun?: true; acceptStale?: true };

/** The function may run for ten minutes; a second invocation of the same alert would only wait behind the first. */
const LAMBDA = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 620_000 } };

const EXIT = { empty: 0, kept: 1, wrong: 2 } as const;

/** Runs the redrive command; 0: nothing waits any more, 1: something was kept, 2: it could not begin. Never throws. */
export const runRedrive = async (argv: readonly string[], terminal: RedriveTerminal): Promise<number> => {
  let exitCode: number = EXIT.wrong;
  const program = new Command('npm run redrive --')
    .description('Send the alerts that wait in the queues of a stack to its function again')
    .requiredOption('--stack <name>', 'name of the deployed stack')
    .option('--dry-run', 'only show what waits')
    .option(
      '--accept-stale',
      'disable the clients of alerts past the age limit, and of replays, as your own request: neither minimumSeverity nor mode dry-run holds it back',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .action(async ({ stack, dryRun, acceptStale }: Options) => {
      const clients = {
        cloudFormation: new CloudFormationClient(),
        lambda: new LambdaClient(LAMBDA),
        sqs: new SQSClient(),
      };
      const options = { stack, dryRun: dryRun === true, acceptStale: acceptStale === true };
      const { kept } = await redrive(options, clients, (line) => terminal.stdout.write(`${line}\n`));
      exitCode = kept === 0 ? EXIT.empty : EXIT.kept;
    });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.empty : EXIT.wrong;
    const message =
      error instanceof RedriveError
        ? error.message
        : `AWS did not do what was asked (${error instanceof Error ? error.name : 'unknown error'}); messages not deleted stay in their queue`;
    terminal.stderr.write(`error: ${message}\n`);
    return EXIT.wrong;
  }
};
