import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { HELD_SECONDS, HeldMessages } from './held-messages.ts';

export type WaitingMessage = {
  id: string;
  queueName: string;
  body: string;
  /** When it was put into the queue, from which SQS counts its time; `undefined` where SQS does not say. */
  sentAt: Date | undefined;
  /** Why EventBridge could not deliver it; only in the queue of deliveries. */
  deliveryError: string | undefined;
  /** To be called before every step that may last as long as a run of the function. */
  hold: () => Promise<void>;
  /** Takes it out of the queue for good. */
  delete: () => Promise<void>;
};

const timeOf = (ms: string | undefined): Date | undefined =>
  ms !== undefined && /^\d{1,15}$/.test(ms) ? new Date(Number(ms)) : undefined;

/**
 * Every message of the queues once, one at a time, until they are empty. What was not deleted is visible again at
 * the end, also where the reader stops early.
 */
export async function* waitingMessages(
  client: SQSClient,
  queueUrls: readonly string[],
): AsyncGenerator<WaitingMessage> {
  const held = new HeldMessages(client);
  try {
    for (const queueUrl of queueUrls) {
      let again = 0;
      // A message that slipped away is received again, before or after new ones, and held by that: more of them in
      // a row than are held would mean that the queue hides nothing.
      while (again <= held.size) {
        await held.renew();
        const since = Date.now();
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 1,
            VisibilityTimeout: HELD_SECONDS,
            WaitTimeSeconds: 2,
            MessageSystemAttributeNames: ['SentTimestamp'],
            MessageAttributeNames: ['ERROR_CODE'],
          }),
        );
        const { MessageId: id, ReceiptHandle, Body: body, Attributes, MessageAttributes } = Messages[0] ?? {};
        if (id === undefined || ReceiptHandle === undefined || body === undefined) break;
        const known = held.has(id);
        const receipt = { QueueUrl: queueUrl, ReceiptHandle };
        held.add(id, receipt, since);
        again = known ? again + 1 : 0;
        if (known) continue;
        yield {
          id,
          queueName: queueUrl.slice(queueUrl.lastIndexOf('/') + 1),
          body,
          sentAt: timeOf(Attributes?.SentTimestamp),
          deliveryError: MessageAttributes?.['ERROR_CODE']?.StringValue,
          hold: () => held.renew(),
          delete: async () => {
            await client.send(new DeleteMessageCommand(receipt));
            held.remove(id);
          },
        };
      }
    }
  } finally {
    await held.release();
  }
}
