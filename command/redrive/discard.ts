import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { readStackParts } from '../aws/stack-parts.ts';
import { UsageError } from '../usage-error.ts';
import { headline } from './headline.ts';
import { waitingMessages } from './waiting-messages.ts';

/**
 * Takes one message out of a stack's queues for good, without sending it, and leaves all others where they are.
 * @throws UsageError where it does not wait there
 */
export const discard = async (
  { stack, messageId, dryRun }: { stack: string; messageId: string; dryRun: boolean },
  { cloudFormation, sqs }: { cloudFormation: CloudFormationClient; sqs: SQSClient },
  say: (line: string) => void,
): Promise<{ deleted: number; kept: number }> => {
  const { queueUrls } = await readStackParts(cloudFormation, stack);
  for await (const message of waitingMessages(sqs, queueUrls)) {
    if (message.id !== messageId) continue;
    say(headline(message));
    if (dryRun) {
      say('  kept: dry run, nothing was deleted');
      return { deleted: 0, kept: 1 };
    }
    await message.delete();
    say('  deleted, not sent');
    return { deleted: 1, kept: 0 };
  }
  throw new UsageError(
    'no message of that id waits in the queues: look with --dry-run; one that is in other hands comes back within 15 minutes',
  );
};
