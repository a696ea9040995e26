import { type Command, Option } from 'commander';
import type { StackOptions } from '../aws/open-stack.ts';

export type RedriveOptions = StackOptions & {
  dryRun?: true;
  acceptStale?: true;
  discard?: string;
  discardInvalid?: true;
  yes?: true;
};

/** The options of the verb redrive, beside those that name the stack. */
export const addRedriveOptions = (command: Command): Command =>
  command
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
    .addOption(
      new Option(
        '--discard-invalid',
        'show the messages that no setting makes readable, ask once, delete them, and do nothing else; each is published, and printed on stdout',
      ).conflicts(['acceptStale', 'discard']),
    )
    .option('--yes', 'with --discard-invalid: delete without asking');
