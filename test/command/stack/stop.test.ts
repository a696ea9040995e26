import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { run } from '../fake-terminal.ts';
import { FOREIGN_RULE, FUNCTION, fakeAccount, MAPPING, OWN_RULE, TOPIC } from './fake-account.ts';

const STACK = ['--stack', 'Stack', '--region', 'eu-central-1'];
const TAG = 'docspace-kill-switch-stopped';

type Account = ReturnType<typeof fakeAccount>;

const changed = ({ events, lambda }: Account) => ({
  disabled: events.commandCalls(DisableRuleCommand).map(({ args: [{ input }] }) => input),
  enabled: events.commandCalls(EnableRuleCommand).map(({ args: [{ input }] }) => input),
  tagged: events.commandCalls(TagResourceCommand).map(({ args: [{ input }] }) => input.ResourceARN),
  untagged: events.commandCalls(UntagResourceCommand).map(({ args: [{ input }] }) => input.ResourceARN),
  mappings: lambda.commandCalls(UpdateEventSourceMappingCommand).map(({ args: [{ input }] }) => input),
  concurrency: lambda.commandCalls(PutFunctionConcurrencyCommand).map(({ args: [{ input }] }) => input),
});

const OWN = { Name: 'Stack-alerts', EventBusName: 'alerts-bus' };

describe('stop', () => {
  test('closes the own rule and the mappings, each tagged before, and exits 0 where nothing else is open', async () => {
    const account = fakeAccount({ mappings: [{ State: 'Enabled' }] });
    const { code, out } = await run(['stop', ...STACK]);
    expect(code).toBe(0);
    expect(changed(account)).toMatchObject({
      disabled: [OWN],
      tagged: [OWN_RULE],
      mappings: [{ UUID: '1', Enabled: false }],
      concurrency: [],
    });
    const order = account.events.calls().map(({ args: [command] }) => command.constructor.name);
    expect(order.indexOf('TagResourceCommand')).toBeLessThan(order.indexOf('DisableRuleCommand'));
    expect(out).toMatch(/^stopped$/m);
    expect(out).toContain('docspace-kill-switch resume --stack Stack');
  });

  test('lists what it may not touch with the command for each, touches none of it, and exits 1', async () => {
    const account = fakeAccount({ ways: [FOREIGN_RULE, TOPIC] });
    const { code, out } = await run(['stop', ...STACK]);
    expect(code).toBe(1);
    expect(changed(account).disabled).toEqual([OWN]);
    expect(out).toContain(
      'aws events disable-rule --region eu-central-1 --event-bus-name default --name theirs\n',
    );
    expect(out).toContain(
      'aws lambda remove-permission --region eu-central-1 --function-name Stack --qualifier alerts --statement-id s2\n',
    );
    expect(out).toContain('not stopped');
  });

  test.each([
    ['another account', 'arn:aws:events:eu-central-1:999999999999:rule/their-bus/theirs'],
    ['another region', 'arn:aws:events:us-east-1:123456789012:rule/theirs'],
    ['a pattern of rules', 'arn:aws:events:eu-central-1:123456789012:rule/*'],
  ])('a rule that cannot be looked at from here counts as open: of %s', async (_of, arn) => {
    const account = fakeAccount({ ways: [arn] });
    account.events
      .on(DescribeRuleCommand)
      .rejects(Object.assign(new Error('none'), { name: 'ResourceNotFoundException' }))
      .on(DescribeRuleCommand, { Name: 'Stack-alerts' })
      .resolves({ State: 'ENABLED' });
    const { code, out } = await run(['stop', ...STACK]);
    expect(code).toBe(1);
    expect(changed(account).disabled).toEqual([OWN]);
    expect(out).toContain(`open     ${arn}\n`);
    expect(out).toContain('--qualifier alerts --statement-id s1\n');
  });

  test('--all sets the concurrency to 0, keeps the number before, and exits 0 whatever is open', async () => {
    const account = fakeAccount({ ways: [TOPIC] });
    account.lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 5 });
    const { code, out } = await run(['stop', '--all', ...STACK]);
    expect(code).toBe(0);
    expect(changed(account).concurrency).toEqual([
      { FunctionName: 'Stack', ReservedConcurrentExecutions: 0 },
    ]);
    const tags = account.lambda.calls().map(({ args: [{ input }] }) => input);
    expect(tags).toContainEqual({ Resource: FUNCTION, Tags: { 'docspace-kill-switch-concurrency': '5' } });
    expect(out).toMatch(/^stopped$/m);
  });

  test('what was off before is not tagged: resume must not turn it on', async () => {
    const account = fakeAccount({ mappings: [{ State: 'Disabled' }] });
    account.events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' });
    const { code, out } = await run(['stop', ...STACK]);
    expect(code).toBe(0);
    expect(changed(account)).toMatchObject({ disabled: [], tagged: [], mappings: [] });
    expect(out).toContain('was off  rule Stack-alerts');
  });
});

describe('resume', () => {
  test('opens what stop tagged, and removes the tags', async () => {
    const account = fakeAccount({ mappings: [{ State: 'Disabled' }] });
    account.events.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: TAG, Value: 'x' }] });
    account.lambda.on(ListTagsCommand, { Resource: MAPPING }).resolves({ Tags: { [TAG]: 'x' } });
    account.lambda
      .on(ListTagsCommand, { Resource: FUNCTION })
      .resolves({ Tags: { 'docspace-kill-switch-concurrency': '5' } });
    const { code, out } = await run(['resume', ...STACK]);
    expect(code).toBe(0);
    expect(changed(account)).toMatchObject({
      enabled: [OWN],
      untagged: [OWN_RULE],
      mappings: [{ UUID: '1', Enabled: true }],
      concurrency: [{ FunctionName: 'Stack', ReservedConcurrentExecutions: 5 }],
    });
    expect(out).toContain('docspace-kill-switch check --stack Stack');
  });

  test('a function that had no limit gets none', async () => {
    const account = fakeAccount();
    account.lambda
      .on(ListTagsCommand, { Resource: FUNCTION })
      .resolves({ Tags: { 'docspace-kill-switch-concurrency': 'none' } });
    await run(['resume', ...STACK]);
    expect(account.lambda.commandCalls(DeleteFunctionConcurrencyCommand)).toHaveLength(1);
    expect(changed(account).concurrency).toEqual([]);
  });

  test('opens nothing that stop did not close', async () => {
    const account = fakeAccount({ mappings: [{ State: 'Disabled' }] });
    account.events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' });
    const { code, out } = await run(['resume', ...STACK]);
    expect(code).toBe(0);
    expect(changed(account)).toMatchObject({ enabled: [], mappings: [], concurrency: [] });
    expect(out).toContain('nothing to resume');
  });
});
