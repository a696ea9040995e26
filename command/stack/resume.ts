import {
  EnableRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  UntagResourceCommand as UntagFunctionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import { type OpenStack, type StackOptions, withStack } from '../aws/open-stack.ts';
import { configurationOf } from './function-settings.ts';
import { CONCURRENCY_TAG, NO_CONCURRENCY, STOPPED_TAG } from './stopped-by-us.ts';
import { waysIn } from './ways-in.ts';

/** Undoes what `stop` did, by its tags, and nothing else. A tag goes last: what fails can be resumed again. */
export const resume = (
  { program, ...options }: StackOptions & { program: string },
  terminal: Terminal,
): Promise<ExitCode> =>
  withStack(options, terminal, async (stack) => {
    const say = (line: string) => terminal.stdout.write(`${line}\n`);
    announce(stack.title, {}, terminal);
    const events = new EventBridgeClient(stack.aws);
    const lambda = new LambdaClient(stack.aws);
    let opened = await resumeFunction(lambda, stack, say);
    const { rules, mappings } = await waysIn(stack, { lambda, events });
    for (const { arn: ResourceARN, name, bus } of rules.filter(({ isOwn }) => isOwn)) {
      const { Tags = [] } = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
      if (!Tags.some(({ Key }) => Key === STOPPED_TAG)) continue;
      await events.send(new EnableRuleCommand({ Name: name, EventBusName: bus }));
      await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: [STOPPED_TAG] }));
      say(`opened  rule ${name} on the bus ${bus}`);
      opened += 1;
    }
    for (const { UUID, EventSourceMappingArn: Resource, EventSourceArn } of mappings) {
      const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource }));
      if (Tags[STOPPED_TAG] === undefined) continue;
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
      await lambda.send(new UntagFunctionCommand({ Resource, TagKeys: [STOPPED_TAG] }));
      say(`opened  event source ${EventSourceArn}`);
      opened += 1;
    }
    if (opened === 0) say('nothing to resume: nothing here was closed by stop');
    say(`next    ${program} check ${stack.options}`);
    return EXIT.holds;
  });

/** Gives the function the concurrency back that it had before `stop --all`. @returns how many ways it opened */
const resumeFunction = async (
  lambda: LambdaClient,
  stack: OpenStack,
  say: (line: string) => void,
): Promise<number> => {
  const { functionName: FunctionName } = stack;
  const { FunctionArn: Resource } = await configurationOf(stack);
  const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource }));
  const before = Tags[CONCURRENCY_TAG];
  if (before === undefined) return 0;
  if (before === NO_CONCURRENCY) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  else
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: Number(before) }),
    );
  await lambda.send(new UntagFunctionCommand({ Resource, TagKeys: [CONCURRENCY_TAG] }));
  say(
    `opened  the function, with ${before === NO_CONCURRENCY ? 'no limit of its own' : `a concurrency of ${before}`}`,
  );
  return 1;
};
