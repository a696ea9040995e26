import { type Command, InvalidArgumentError, Option } from 'commander';

/** As CloudFormation has them; anything else is a variable that was not set, or a slip. */
const stackName = (given: string): string => {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(given))
    throw new InvalidArgumentError('It must name a deployed stack, for example DocSpaceKillSwitch.');
  return given;
};

export const stackOption = (description: string): Option =>
  new Option('--stack <name>', description).argParser(stackName);

/** The options that say in which account and region a stack is. */
export const addStackOptions = (command: Command): Command =>
  command
    .option('--region <name>', 'AWS region of the stack, before AWS_REGION')
    .option('--profile <name>', 'AWS profile, before AWS_PROFILE');
