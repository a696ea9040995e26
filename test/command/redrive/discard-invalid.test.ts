import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { rawAlert } from '../../alerts.ts';
import { findingEvent, withFindings } from '../../findings.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';
import { run } from '../fake-terminal.ts';
import { rawResult } from './answered.ts';
import { hidingQueue } from './hiding-queues.ts';
import { ALERTS_ALIAS, deployedStack, FAILURE } from './stack.ts';

for (const [name, value] of Object.entries({
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
}))
  vi.stubEnv(name, value);

const BAD = rawAlert('not an id', { id: 'bad-event', detail: { reason: 'evil \u001b[2J\u202e text' } });
const MESSAGES = {
  alert: rawAlert(CLIENT_ID),
  bad: BAD,
  finding: findingEvent('asff-imported'),
  keyless: findingEvent('asff-misspelt-key'),
  request: { action: 'enable', clientId: CLIENT_ID, reason: 'evil' },
  mixed: [BAD, rawAlert(CLIENT_ID)],
};
const INVALID = rawResult('invalid', {
  trigger: { eventId: 'bad-event', alertId: null, source: 'security.alerts' },
  client: null,
  error: { name: 'InvalidRequest', message: 'detail.clientId must be a UUID', retryable: false },
});

type Options = {
  messages?: Record<string, unknown>;
  /** The person's answer; nobody is there without one. */
  answer?: string | undefined;
  /** What the function answers; `Error`: it throws. */
  answers?: unknown;
  busTakes?: boolean;
};

/** Runs the command against a stack in whose failure queue messages wait. */
const command = async (
  args: readonly string[],
  { messages = MESSAGES, answer, answers = INVALID, busTakes = true }: Options = {},
) => {
  deployedStack();
  const lambda = mockClient(LambdaClient);
  const bus = mockClient(EventBridgeClient);
  onTestFinished(() => {
    for (const mock of [lambda, bus]) mock.restore();
  });
  lambda
    .on(InvokeCommand)
    .callsFake(() =>
      answers === Error
        ? { FunctionError: 'Unhandled', Payload: Buffer.from('{}') }
        : { Payload: Buffer.from(JSON.stringify(answers)) },
    );
  const queue = hidingQueue(messages, FAILURE);
  const deletedBefore: number[] = [];
  bus.on(PutEventsCommand).callsFake(() => {
    deletedBefore.push(queue.sqs.commandCalls(DeleteMessageCommand).length);
    return busTakes
      ? { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }
      : { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] };
  });
  const {
    code: exitCode,
    out: stdout,
    err: stderr,
    questions,
  } = await run(['redrive', '--stack', 'Stack', '--discard-invalid', ...args], {
    env: { AWS_REGION: 'eu-central-1' },
    ...(answer === undefined ? {} : { answer }),
  });
  return {
    exitCode,
    stdout,
    stderr,
    questions,
    waiting: Object.keys(queue.received()),
    hidden: queue.hidden(),
    invoked: lambda
      .commandCalls(InvokeCommand)
      .map(({ args: [{ input }] }): [InvokeCommandInput['FunctionName'], unknown] => [
        input.FunctionName,
        JSON.parse(String(input.Payload)),
      ]),
    published: bus.commandCalls(PutEventsCommand).flatMap((call) => call.args[0].input.Entries ?? []),
    deletedBefore,
  };
};

const ALL = Object.keys(MESSAGES);
const BUT_BAD = ALL.filter((id) => id !== 'bad');

describe('--discard-invalid', () => {
  test('shows each message that no setting makes readable, asks once, and deletes those alone', async () => {
    const { exitCode, stderr, questions, waiting, hidden, invoked } = await command([], { answer: 'y' });
    expect(stderr).toContain(
      'message bad of failure: alert, client unknown; SQS deletes it on 2026-02-14\n  detail.clientId ',
    );
    expect(stderr).toContain('1 deleted, 5 kept');
    expect(questions).toEqual(['Delete this message? [y/N] ']);
    expect(waiting).toEqual(BUT_BAD);
    expect(hidden).toEqual([]);
    expect(invoked).toEqual([[ALERTS_ALIAS, BAD]]);
    expect(exitCode).toBe(1);
  });

  test('publishes the identity of what it deletes before it deletes it, and nothing of its text', async () => {
    const { published, deletedBefore } = await command([], { answer: 'yes' });
    expect(published).toEqual([
      {
        EventBusName: 'results',
        Source: 'docspace.oauth2-kill-switch.operator',
        DetailType: 'OAuth2 Client Alert Discarded',
        Detail: JSON.stringify({
          messageId: 'bad',
          queue: 'failure',
          alerts: [
            {
              requestKey: INVALID.requestKey,
              eventId: 'bad-event',
              alertId: null,
              source: 'security.alerts',
              clientId: null,
              problems: 'detail.clientId must be a UUID',
            },
          ],
        }),
      },
    ]);
    expect(deletedBefore).toEqual([0]);
  });

  test('prints the whole message as one line of plain ASCII', async () => {
    const { stdout } = await command([], { answer: 'y' });
    expect(stdout).toMatch(/^[ -~]+\n$/);
    expect(JSON.parse(stdout)).toEqual({ messageId: 'bad', queue: 'failure', body: BAD });
  });

  test('with nothing else waiting it ends with 0', async () => {
    const { exitCode, waiting } = await command(['--yes'], { messages: { bad: BAD } });
    expect([exitCode, waiting]).toEqual([0, []]);
  });
});

describe('--discard-invalid deletes nothing', () => {
  test.each(['', 'n', 'no', 'Yikes'])('where the answer is %j', async (answer) => {
    const { exitCode, waiting, published, stdout } = await command([], { answer });
    expect([exitCode, waiting, published, stdout]).toEqual([1, ALL, [], '']);
  });

  test('where nobody can answer: it does not even begin', async () => {
    const { exitCode, waiting, invoked, stderr } = await command([]);
    expect([exitCode, waiting, invoked]).toEqual([2, ALL, []]);
    expect(stderr).toMatch(/^error: --discard-invalid asks before it deletes, .* add --yes\n$/);
  });

  test('in a dry run, which sends nothing and asks nothing', async () => {
    const { exitCode, waiting, invoked, stderr, published } = await command(['--dry-run', '--yes']);
    expect([exitCode, waiting, invoked, published]).toEqual([1, ALL, [], []]);
    expect(stderr).toContain('message bad of failure');
  });

  test('where the bus does not take the event about it', async () => {
    const { exitCode, waiting, stdout, stderr } = await command(['--yes'], { busTakes: false });
    expect([exitCode, waiting, stdout]).toEqual([1, ALL, '']);
    expect(stderr).toContain(
      'message bad kept: the bus did not take the event about it (ThrottlingException)',
    );
  });

  test.each([
    ['throws', Error],
    ['found no alert in it', []],
    ['reports something else', rawResult('refused')],
    ['has not decided', { ...INVALID, final: false }],
  ])('where the function %s', async (_, answers) => {
    const { waiting, stderr, published } = await command(['--yes'], { answers });
    expect([waiting, published]).toEqual([ALL, []]);
    expect(stderr).toContain('kept: the function does not report it as invalid');
  });

  test('of an event in which one of several alerts can be read', async () => {
    const finding = findingEvent('asff-imported');
    const broken = findingEvent('asff-two-clients').detail.findings[0];
    const messages = { mixed: withFindings(finding, {}, broken), allBad: withFindings(finding, broken) };
    const { waiting, invoked } = await command(['--yes'], { messages });
    expect(waiting).toEqual(['mixed']);
    expect(invoked).toEqual([[ALERTS_ALIAS, messages.allBad]]);
  });

  test.each([['--accept-stale'], ['--discard=bad']])('together with %s', async (option) => {
    const { exitCode, waiting } = await command(['--yes', option]);
    expect([exitCode, waiting]).toEqual([2, ALL]);
  });
});
