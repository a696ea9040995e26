import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { rawAlert } from '../../alerts.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { run } from '../fake-terminal.ts';
import { hidingQueue } from './hiding-queues.ts';
import { deployedStack, FAILURE } from './stack.ts';

for (const [name, value] of Object.entries({
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
}))
  vi.stubEnv(name, value);
afterAll(() => void vi.unstubAllEnvs());

/** Runs the command against a stack in whose failure queue a request and an alert wait. */
const command = async (...options: string[]) => {
  deployedStack();
  const lambda = mockClient(LambdaClient);
  onTestFinished(() => lambda.restore());
  const queue = hidingQueue(
    {
      alert: rawAlert(CLIENT_ID),
      request: {
        requestContext: { functionArn: 'x' },
        requestPayload: { action: 'enable', clientId: CLIENT_ID, reason: 'evil' },
      },
      behind: rawAlert(CLIENT_ID),
    },
    FAILURE,
  );
  const { code, out, err } = await run(['redrive', '--stack', 'Stack', ...options], {
    env: { AWS_REGION: 'eu-central-1' },
  });
  return { exitCode: code, stdout: out, stderr: err, queue, invoked: lambda.commandCalls(InvokeCommand) };
};

test('exactly the message of that id is deleted, after it was shown, and nothing is sent', async () => {
  const { exitCode, stdout, queue, invoked } = await command('--discard', 'request');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `stack Stack in eu-central-1: function Stack\nmessage request of failure: a request by hand, enable of client ${CLIENT_ID}; SQS deletes it on 2026-02-14\n  deleted, not sent\n`,
  );
  expect(queue.received()).toEqual({ alert: 1, behind: 0 });
  expect(queue.hidden()).toEqual([]);
  expect(invoked).toEqual([]);
});

test('in a dry run it is only shown', async () => {
  const { exitCode, stdout, queue, invoked } = await command('--discard', 'request', '--dry-run');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('message request of failure');
  expect(queue.sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
  expect(queue.hidden()).toEqual([]);
  expect(invoked).toEqual([]);
});

test('an id that does not wait is said to be wrong, and nothing is deleted', async () => {
  const { exitCode, stderr, queue } = await command('--discard', 'reques');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('no message of that id waits');
  expect(queue.sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
  expect(queue.hidden()).toEqual([]);
});

test('it cannot be mixed with sending', async () => {
  const { exitCode, queue } = await command('--discard', 'request', '--accept-stale');
  expect(exitCode).toBe(2);
  expect(queue.received()).toEqual({ alert: 0, request: 0, behind: 0 });
});
