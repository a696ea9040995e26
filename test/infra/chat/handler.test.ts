import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ChatMessageSchema } from './chat-message-schema.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:chat';

const ALARM = {
  id: 'an-event',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName: 'stack-canary', state: { value: 'ALARM' }, configuration: {} },
};

const load = async () => {
  vi.stubEnv('CHAT_TOPIC_ARN', TOPIC);
  vi.stubEnv('RUNBOOK_URL', 'https://wiki.example.com/kill-switch');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const sns = mockClient(SNSClient);
  onTestFinished(() => {
    sns.restore();
    vi.unstubAllEnvs();
  });
  return { sns, ...(await import('../../../infra/chat/handler.ts')) };
};

test('the function publishes one message for an event, on the topic for chat', async () => {
  const { sns, handler } = await load();
  sns.on(PublishCommand).resolves({ MessageId: '1' });
  await handler(ALARM);
  const [call, ...others] = sns.commandCalls(PublishCommand);
  expect(others).toEqual([]);
  expect(call?.args[0].input.TopicArn).toBe(TOPIC);
  expect(ChatMessageSchema.parse(JSON.parse(call?.args[0].input.Message ?? '')).content.title).toBe(
    'ALARM: stack-canary',
  );
});

test('a message that could not be published fails the run, so that Lambda tries again', async () => {
  const { sns, handler } = await load();
  sns.on(PublishCommand).rejects(new Error('throttled'));
  await expect(handler(ALARM)).rejects.toThrow('throttled');
  await expect(handler({ source: 'another' })).rejects.toThrow();
});
