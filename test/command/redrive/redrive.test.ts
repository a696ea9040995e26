import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RedriveOptions, redrive } from '../../../command/redrive/redrive.ts';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { rawResult } from './answered.ts';
import { hidingQueue } from './hiding-queues.ts';
import { ALERTS_ALIAS, DELIVERY, deployedStack, FAILURE } from './stack.ts';

const ALERT = rawAlert(CLIENT_ID, { detail: { reason: 'evil $(rm) text' } });

/** Disabling is proven unless the test says otherwise. */
const result = (outcome: string, extra = {}) =>
  rawResult(outcome, { basis: outcome.endsWith('disabled') ? 'read-back' : 'none', ...extra });
const stale = result('refused', { guard: { name: 'stale-alert', message: '' } });

/** A stack with one message in each queue, whose function answers with `answers` in turn; `Error`: it throws. */
const stackWith = (...answers: unknown[]) => {
  const cloudFormation = deployedStack();
  const lambda = mockClient(LambdaClient);
  const sqs = mockClient(SQSClient);
  onTestFinished(() => {
    for (const mock of [lambda, sqs]) mock.restore();
  });
  const message = (id: string, body: unknown) => ({
    Messages: [{ MessageId: id, ReceiptHandle: `handle-${id}`, Body: JSON.stringify(body) }],
  });
  sqs.on(ReceiveMessageCommand, { QueueUrl: DELIVERY }).resolvesOnce(message('raw', ALERT)).resolves({});
  sqs
    .on(ReceiveMessageCommand, { QueueUrl: FAILURE })
    .resolvesOnce(message('wrapped', { requestContext: { functionArn: 'x' }, requestPayload: ALERT }))
    .resolves({});
  const left = [...answers];
  lambda.on(InvokeCommand).callsFake(() => {
    const answer = left.shift();
    return answer === Error
      ? { FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"failed"}') }
      : { Payload: Buffer.from(JSON.stringify(answer)) };
  });
  return { cloudFormation, lambda, sqs };
};

const run = async ({ lambda, sqs }: ReturnType<typeof stackWith>, options: Partial<RedriveOptions> = {}) => {
  const lines: string[] = [];
  const counts = await redrive(
    {
      stack: 'Stack',
      dryRun: false,
      acceptStale: false,
      byHand: (clientId) => `disable ${clientId}`,
      ...options,
    },
    { cloudFormation: new CloudFormationClient(), lambda: new LambdaClient(), sqs: new SQSClient() },
    (line) => lines.push(line),
  );
  return {
    counts,
    text: lines.join('\n'),
    sent: lambda
      .commandCalls(InvokeCommand)
      .map((call): unknown => JSON.parse(String(call.args[0].input.Payload))),
    targets: lambda.commandCalls(InvokeCommand).map((call) => call.args[0].input.FunctionName),
    deleted: sqs.commandCalls(DeleteMessageCommand).map((call) => call.args[0].input.ReceiptHandle),
    released: sqs
      .commandCalls(ChangeMessageVisibilityCommand)
      .map(({ args: [{ input }] }) => [input.ReceiptHandle, input.VisibilityTimeout]),
  };
};

describe('what waits in the queues', () => {
  test('goes to the function as the event it was, from both queues, and is deleted on proof', async () => {
    const { sent, deleted, released, counts } = await run(
      stackWith(result('disabled'), result('already-disabled')),
    );
    expect(sent).toEqual([ALERT, ALERT]);
    expect(deleted).toEqual(['handle-raw', 'handle-wrapped']);
    expect(released).toEqual([]);
    expect(counts).toEqual({ deleted: 2, kept: 0 });
  });

  test('stays, and is visible again, where the function throws or refuses', async () => {
    const refused = result('refused', { guard: { name: 'protected-client', message: '' } });
    const { deleted, released, text } = await run(stackWith(Error, refused));
    expect(deleted).toEqual([]);
    expect(released).toEqual([
      ['handle-raw', 0],
      ['handle-wrapped', 0],
    ]);
    expect(text).toContain('the function failed');
    expect(text).toContain('refused.');
  });

  test('is only shown in a dry run', async () => {
    const { sent, deleted, released, text } = await run(stackWith(), { dryRun: true });
    expect(sent).toEqual([]);
    expect(deleted).toEqual([]);
    expect(released).toHaveLength(2);
    expect(text).toContain(`message raw of delivery: alert, client ${CLIENT_ID}`);
  });

  test('is released where the way to the function breaks off', async () => {
    const stack = stackWith();
    stack.lambda.on(InvokeCommand).rejects(new Error('no network'));
    await expect(run(stack)).rejects.toThrow('no network');
    expect(stack.sqs.commandCalls(ChangeMessageVisibilityCommand)).toHaveLength(1);
  });
});

describe('the way to the function', () => {
  const both = () => stackWith(stale, result('disabled'), result('disabled'));

  test('is the alias of alerts for what waited, and the function itself for a request by hand', async () => {
    const { targets } = await run(both(), { acceptStale: true });
    expect(targets).toEqual([ALERTS_ALIAS, 'Stack', ALERTS_ALIAS]);
  });

  test('is the function itself where the stack has no alias yet', async () => {
    const stack = { ...both(), cloudFormation: deployedStack({ AlertsAliasArn: undefined }) };
    expect((await run(stack, { acceptStale: true })).targets).toEqual(['Stack', 'Stack', 'Stack']);
  });
});

describe('an alert past the age limit', () => {
  test('is kept, with a command that holds nothing an alert wrote', async () => {
    const { deleted, text } = await run(stackWith(stale, result('disabled')));
    expect(deleted).toEqual(['handle-wrapped']);
    expect(text).toContain(`disable ${CLIENT_ID}`);
    expect(text).toContain(CLIENT_ID);
    expect(text).not.toContain('evil');
  });

  test("is sent as a person's request with --accept-stale, and deleted on proof only", async () => {
    const { sent, deleted } = await run(stackWith(stale, result('disabled'), stale, result('failed')), {
      acceptStale: true,
    });
    expect(sent[1]).toMatchObject({ action: 'disable', clientId: CLIENT_ID, operator: 'redrive' });
    expect(deleted).toEqual(['handle-raw']);
  });

  test.each([
    ['is off without proof', result('disabled', { basis: 'none' })],
    ['is not proven', result('unverified')],
    ['is protected', result('refused', { guard: { name: 'protected-client', message: '' } })],
    ['is another one', result('disabled', { client: { clientId: '0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70' } })],
    ['is not reported at all', Error],
  ])("is kept where the client of the person's request %s", async (_, byHand) => {
    const { deleted, text } = await run(stackWith(stale, byHand, result('failed')), { acceptStale: true });
    expect(deleted).toEqual([]);
    expect(text).toContain('kept: not every client is proven off');
  });

  test('is deleted where its client is believably gone', async () => {
    const stack = stackWith(stale, result('not-found'), result('failed'));
    expect((await run(stack, { acceptStale: true })).deleted).toEqual(['handle-raw']);
  });
});

test('a drill in an array with a real alert stays a drill, also with --accept-stale', async () => {
  const other = '0f9c2a5e-4b1d-4c7a-8e21-5d2f3c4b6a70';
  const event = [rawAlert(CLIENT_ID, { detail: { dryRun: true } }), rawAlert(other)];
  const staleOther = { ...stale, client: { clientId: other } };
  const stack = stackWith(
    [stale, staleOther],
    result('dry-run'),
    result('disabled', { client: { clientId: other } }),
    result('disabled'),
  );
  stack.sqs
    .on(ReceiveMessageCommand, { QueueUrl: DELIVERY })
    .resolvesOnce({ Messages: [{ MessageId: 'a', ReceiptHandle: 'array', Body: JSON.stringify(event) }] })
    .resolves({});
  const { sent, deleted } = await run(stack, { acceptStale: true });
  expect(sent.slice(1, 3)).toEqual([
    expect.objectContaining({ clientId: CLIENT_ID, dryRun: true }),
    expect.not.objectContaining({ dryRun: true }),
  ]);
  expect(deleted).toContain('array');
});

/** Has Lambda give up a payload in the place of the alert. */
const givenUp = (stack: ReturnType<typeof stackWith>, requestPayload: unknown) => {
  const Body = JSON.stringify({ requestContext: { functionArn: 'x' }, requestPayload });
  stack.sqs
    .on(ReceiveMessageCommand, { QueueUrl: FAILURE })
    .resolvesOnce({ Messages: [{ MessageId: 'given-up', ReceiptHandle: 'given-up', Body }] })
    .resolves({});
  return stack;
};

describe('what is no alert is never sent', () => {
  test.each([
    ['enable', { action: 'enable', clientId: CLIENT_ID, reason: 'evil' }],
    ['disable', { action: 'disable', clientId: CLIENT_ID, reason: 'evil' }],
  ])('a request to %s stays, shown with its id', async (action, request) => {
    const { sent, deleted, released, counts, text } = await run(
      givenUp(stackWith(result('disabled')), request),
    );
    expect(sent).toEqual([ALERT]);
    expect(deleted).toEqual(['handle-raw']);
    expect(released).toEqual([['given-up', 0]]);
    expect(counts).toEqual({ deleted: 1, kept: 1 });
    expect(text).toContain(
      `message given-up of failure: a request by hand, ${action} of client ${CLIENT_ID}\n  kept: no alert: send it by hand if you mean it`,
    );
    expect(text).not.toContain('evil');
  });

  test.each([
    ['a request to reset the breaker', { action: 'reset-breaker', reason: 'evil' }],
    ['a request that waits in an array', [{ action: 'enable', clientId: CLIENT_ID, reason: 'evil' }]],
    ["a schedule's call that asks for more", { schedule: 'check', action: 'enable' }],
    ['something unknown', { hello: 'evil' }],
  ])('%s stays', async (_, payload) => {
    const { sent, deleted, text } = await run(givenUp(stackWith(result('disabled')), payload));
    expect(sent).toEqual([ALERT]);
    expect(deleted).toEqual(['handle-raw']);
    expect(text).toContain('no alert: send it by hand if you mean it');
    expect(text).not.toContain('evil');
  });

  test('neither is it with --accept-stale', async () => {
    const request = { action: 'enable', clientId: CLIENT_ID, reason: 'false alarm' };
    const stack = givenUp(stackWith(result('disabled')), request);
    expect((await run(stack, { acceptStale: true })).sent).toEqual([ALERT]);
  });

  test.each(['check', 'watch'])(
    "a %s of the stack's own schedule is obsolete: it is deleted",
    async (call) => {
      const { sent, deleted, text } = await run(givenUp(stackWith(result('disabled')), { schedule: call }));
      expect(sent).toEqual([ALERT]);
      expect(deleted).toEqual(['handle-raw', 'given-up']);
      expect(text).toContain("a call of the stack's own schedule\n  obsolete by now, not sent\n  deleted");
    },
  );

  test('in a dry run not even a call of the schedule is deleted', async () => {
    const { deleted, counts } = await run(givenUp(stackWith(), { schedule: 'watch' }), { dryRun: true });
    expect(deleted).toEqual([]);
    expect(counts).toEqual({ deleted: 0, kept: 2 });
  });
});

test('messages stay in our hands while every client of a stale array is disabled, however long it takes', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => CLIENT_ID.slice(0, -3) + String(index + 100));
  const stack = stackWith();
  const queue = hidingQueue({ before: rawAlert(CLIENT_ID), array: ids.map((id) => rawAlert(id)) }, FAILURE);
  const answers: unknown[] = [
    result('failed'),
    ids.map((clientId) => ({ ...stale, client: { clientId } })),
    ...ids.map((clientId) => result('disabled', { client: { clientId } })),
  ];
  stack.lambda.on(InvokeCommand).callsFake(() => {
    queue.pass(600);
    return { Payload: Buffer.from(JSON.stringify(answers.shift())) };
  });
  const { counts, sent } = await run({ ...stack, sqs: queue.sqs }, { acceptStale: true });
  expect(sent).toHaveLength(102);
  expect(counts).toEqual({ deleted: 1, kept: 1 });
  expect(queue.received()).toEqual({ before: 1 });
});

test('a stack that does not exist is named', async () => {
  const stack = stackWith();
  const missing = Object.assign(new Error('Stack with id Stack does not exist'), { name: 'ValidationError' });
  stack.cloudFormation.on(DescribeStacksCommand).rejects(missing);
  await expect(run(stack)).rejects.toThrow('there is no stack Stack in this account and region');
});
