import { Command, InvalidArgumentError, Option } from 'commander';

export type Options = {
  stack: string;
  profile?: string;
  region?: string;
  dryRun?: true;
  acceptStale?: true;
  discard?: string;
  discardInvalid?: true;
  yes?: true;
};

/** As CloudFormation has them; anything else is a variable that was not set, or a slip. */
const stackName = (given: string): string => {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(given))
    throw new InvalidArgumentError('It must name a deployed stack, for example DocSpaceKillSwitch.');
  return given;
};

/** The options of the redrive command, and what its help says. */
export const redriveOptions = (): Command =>
  new Command('npm run redrive --')
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
    .addOption(
      new Option(
        '--discard-invalid',
        'show the messages that no setting makes readable, ask once, delete them, and do nothing else; each is published, and printed on stdout',
      ).conflicts(['acceptStale', 'discard']),
    )
    .option('--yes', 'with --discard-invalid: delete without asking');
