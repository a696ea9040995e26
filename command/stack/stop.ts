import { DisableRuleCommand, EventBridgeClient, TagResourceCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  TagResourceCommand as TagFunctionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { EXIT, type ExitCode } from '../../local/terminal/exit-code.ts';
import type { Terminal } from '../../local/terminal/terminal.ts';
import { announce } from '../announce.ts';
import { type OpenStack, type StackOptions, withStack } from '../aws/open-stack.ts';
import { configurationOf } from './function-settings.ts';
import { CONCURRENCY_TAG, NO_CONCURRENCY, STOPPED_TAG } from './stopped-by-us.ts';
import { type OtherWay, type RuleWay, waysIn } from './ways-in.ts';

type Options = StackOptions & { all?: true; program: string };

const commandForRule = ({ bus, name }: RuleWay, region: string): string =>
  `aws events disable-rule --region ${region} --event-bus-name ${bus} --name ${name}`;

const commandForOther = ({ statementId, qualifier }: OtherWay, { functionName, region }: OpenStack): string =>
  `aws lambda remove-permission --region ${region} --function-name ${functionName}${
    qualifier === undefined ? '' : ` --qualifier ${qualifier}`
  } --statement-id ${statementId}`;

/**
 * The emergency stop: closes the stack's own rules and the function's mappings, and lists every other way in.
 * Each gets its tag before it is closed, so that `resume` knows it even if this ends half-way.
 * @returns 1 while any way in is open
 */
export const stop = ({ all, program, ...options }: Options, terminal: Terminal): Promise<ExitCode> =>
  withStack(options, terminal, async (stack) => {
    const say = (line: string) => terminal.stdout.write(`${line}\n`);
    announce(stack.title, {}, terminal);
    const events = new EventBridgeClient(stack.aws);
    const lambda = new LambdaClient(stack.aws);
    const at = new Date().toISOString();

    if (all === true) await stopFunction(lambda, stack, say);
    const { rules, mappings, others } = await waysIn(stack, { lambda, events });
    for (const rule of rules.filter(({ isOwn }) => isOwn)) {
      if (rule.isOn) {
        await events.send(
          new TagResourceCommand({ ResourceARN: rule.arn, Tags: [{ Key: STOPPED_TAG, Value: at }] }),
        );
        await events.send(new DisableRuleCommand({ Name: rule.name, EventBusName: rule.bus }));
      }
      say(`${rule.isOn ? 'closed ' : 'was off'}  rule ${rule.name} on the bus ${rule.bus}`);
    }
    for (const { UUID, EventSourceMappingArn, EventSourceArn, State } of mappings) {
      const wasOn = !/^disabl/i.test(State ?? '');
      if (wasOn) {
        await lambda.send(
          new TagFunctionCommand({ Resource: EventSourceMappingArn, Tags: { [STOPPED_TAG]: at } }),
        );
        await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      }
      say(`${wasOn ? 'closed ' : 'was off'}  event source ${EventSourceArn}`);
    }
    const open = [
      ...rules
        .filter(({ isOwn, isOn }) => !isOwn && isOn)
        .map((rule) => ({
          what: `rule ${rule.name} of somebody else`,
          command: commandForRule(rule, stack.region),
        })),
      ...others.map((way) => ({ what: way.from, command: commandForOther(way, stack) })),
    ];
    for (const { what, command } of open) say(`open     ${what}\n           ${command}`);
    const isClosed = all === true || open.length === 0;
    say(isClosed ? 'stopped' : 'not stopped: run the commands above, or stop --all, which lets nobody in');
    say(`next     ${program} resume ${stack.options}   (when it is over)`);
    return isClosed ? EXIT.holds : EXIT.failed;
  });

/** Sets the concurrency of the function to 0; the number before is kept in a tag. */
const stopFunction = async (lambda: LambdaClient, stack: OpenStack, say: (line: string) => void) => {
  const { functionName: FunctionName } = stack;
  const { ReservedConcurrentExecutions: before } = await lambda.send(
    new GetFunctionConcurrencyCommand({ FunctionName }),
  );
  if (before === 0) return say('was off  the function: its concurrency is 0');
  const { FunctionArn } = await configurationOf(stack);
  await lambda.send(
    new TagFunctionCommand({
      Resource: FunctionArn,
      Tags: { [CONCURRENCY_TAG]: before === undefined ? NO_CONCURRENCY : String(before) },
    }),
  );
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  say('closed   the function, for people too: its concurrency is 0');
};
