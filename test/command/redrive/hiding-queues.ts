import {
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  DeleteMessageCommand,
  type DeleteMessageCommandInput,
  MessageNotInflight,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished, vi } from 'vitest';

/** When every message of such a queue was sent, in ms since the epoch. */
export const SENT_AT = Date.parse('2026-01-31T03:00:00Z');

/** One queue's messages that hide while they are held, as in SQS, by a clock that only `pass` moves. */
export const hidingQueue = (bodies: Record<string, unknown>, url: string) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const sqs = mockClient(SQSClient);
  onTestFinished(() => {
    sqs.restore();
    vi.useRealTimers();
  });
  let messages = Object.entries(bodies).map(([id, body]) => ({
    id,
    body: JSON.stringify(body),
    handle: '',
    received: 0,
    hiddenUntil: 0,
  }));
  const isHidden = ({ hiddenUntil }: { hiddenUntil: number }) => hiddenUntil > Date.now();
  const later = (seconds = 0) => Date.now() + seconds * 1_000;

  sqs
    .on(ReceiveMessageCommand)
    .callsFake(({ QueueUrl, VisibilityTimeout, MessageSystemAttributeNames }: ReceiveMessageCommandInput) => {
      const message = QueueUrl === url ? messages.find((one) => !isHidden(one)) : undefined;
      if (message === undefined) return {};
      message.received += 1;
      message.handle = `${message.id}-${message.received}`;
      message.hiddenUntil = later(VisibilityTimeout);
      const asked = MessageSystemAttributeNames?.includes('SentTimestamp') === true;
      return {
        Messages: [
          {
            MessageId: message.id,
            ReceiptHandle: message.handle,
            Body: message.body,
            ...(asked ? { Attributes: { SentTimestamp: String(SENT_AT) } } : {}),
          },
        ],
      };
    });
  sqs
    .on(ChangeMessageVisibilityCommand)
    .callsFake(({ ReceiptHandle, VisibilityTimeout }: ChangeMessageVisibilityCommandInput) => {
      const message = messages.find(({ handle }) => handle === ReceiptHandle);
      if (message === undefined || !isHidden(message))
        throw new MessageNotInflight({ message: 'not in flight', $metadata: {} });
      message.hiddenUntil = later(VisibilityTimeout);
      return {};
    });
  sqs.on(DeleteMessageCommand).callsFake(({ ReceiptHandle }: DeleteMessageCommandInput) => {
    messages = messages.filter(({ handle }) => handle !== ReceiptHandle);
    return {};
  });

  return {
    sqs,
    pass: (seconds: number) => {
      vi.setSystemTime(later(seconds));
    },
    /** The ids of what waits, and how often each was received. */
    received: () => Object.fromEntries(messages.map(({ id, received }) => [id, received])),
    hidden: () => messages.filter(isHidden).map(({ id }) => id),
  };
};
