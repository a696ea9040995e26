import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { withStack } from '../aws/open-stack.ts';
import { isYes } from '../question.ts';
import { LAMBDA } from '../stack/invoke.ts';
import { UsageError } from '../usage-error.ts';
import { discard } from './discard.ts';
import { discardInvalid } from './discard-invalid.ts';
import type { RedriveOptions } from './options.ts';
import { redrive } from './redrive.ts';

/**
 * How a person agrees to a deletion.
 * @throws UsageError where nobody could answer
 */
const confirmation = ({ yes, dryRun }: RedriveOptions, { ask }: Pick<Terminal, 'ask'>) => {
  if (yes === true || dryRun === true) return () => Promise.resolve(yes === true);
  if (ask === undefined)
    throw new UsageError(
      '--discard-invalid asks before it deletes, and this is not a terminal: look with --dry-run, then add --yes',
    );
  return async (question: string) => isYes(await ask(question));
};

/**
 * Runs the verb redrive.
 * @returns 0: nothing waits any more, 1: something was kept
 * @throws UsageError where it cannot begin; messages that were not deleted stay in their queue
 */
export const runRedrive = async (
  options: RedriveOptions & { program: string },
  terminal: Terminal,
): Promise<ExitCode> => {
  const confirm = options.discardInvalid === true ? confirmation(options, terminal) : undefined;
  return withStack(options, terminal, async ({ cloudFormation, aws, title, options: named }) => {
    const { acceptStale, discard: messageId, program } = options;
    const clients = {
      cloudFormation,
      lambda: new LambdaClient({ ...LAMBDA, ...aws }),
      sqs: new SQSClient(aws),
      events: new EventBridgeClient(aws),
    };
    const print = (line: string) => terminal.stdout.write(`${line}\n`);
    const say = (line: string) => terminal.stderr.write(`${line}\n`);
    const common = { stack: options.stack, dryRun: options.dryRun === true };
    // The messages that are deleted go to stdout alone, so that they can be kept.
    (confirm === undefined ? print : say)(title);
    const run = () => {
      if (confirm !== undefined) return discardInvalid(common, clients, { say, print, confirm });
      const byHand = (clientId: string) => `${program} disable ${clientId} ${named} --reason "…"`;
      return messageId === undefined
        ? redrive({ ...common, acceptStale: acceptStale === true, byHand }, clients, print)
        : discard({ ...common, messageId }, clients, print);
    };
    return (await run()).kept === 0 ? EXIT.holds : EXIT.failed;
  });
};
