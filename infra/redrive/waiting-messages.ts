import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Longer than one run of the function can take, so that no message is taken twice. */
const HELD_SECONDS = 900;

export type WaitingMessage = {
  id: string;
  queueUrl: string;
  body: string;
  /** Takes it out of the queue for good. */
  delete: () => Promise<void>;
};

/**
 * Every message of the queues, one at a time, until they are empty. What was not deleted is visible again at
 * the end, also where the reader stops early.
 */
export async function* waitingMessages(
  client: SQSClient,
  queueUrls: readonly string[],
): AsyncGenerator<WaitingMessage> {
  const held = new Map<string, { QueueUrl: string; ReceiptHandle: string }>();
  try {
    for (const queueUrl of queueUrls) {
      for (;;) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 1,
            VisibilityTimeout: HELD_SECONDS,
            WaitTimeSeconds: 2,
          }),
        );
        const { MessageId: id, ReceiptHandle, Body: body } = Messages[0] ?? {};
        if (id === undefined || ReceiptHandle === undefined || body === undefined) break;
        // A message that comes back was held too long: everything behind it was seen as well.
        const seen = held.has(id);
        const message = { QueueUrl: queueUrl, ReceiptHandle };
        held.set(id, message);
        if (seen) break;
        yield {
          id,
          queueUrl,
          body,
          delete: async () => {
            await client.send(new DeleteMessageCommand(message));
            held.delete(id);
          },
        };
      }
    }
  } finally {
    await Promise.all(
      [...held.values()].map((message) =>
        client.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 })),
      ),
    );
  }
}
