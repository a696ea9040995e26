import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { waitingMessages } from '../../../command/redrive/waiting-messages.ts';
import { hidingQueue, SENT_AT } from './hiding-queues.ts';

const URL = 'https://sqs.example.com/1/failure';
const THREE = { first: {}, second: {}, third: {} };

/** Takes every message that waits, and spends some time on each. */
const takeAll = async (spend: (message: { hold: () => Promise<void> }) => unknown) => {
  const taken: string[] = [];
  for await (const message of waitingMessages(new SQSClient(), [URL])) {
    taken.push(message.id);
    await spend(message);
  }
  return taken;
};

describe('every message is shown once, and is visible again at the end', () => {
  test('when all of it takes longer than a message is held', async () => {
    const queue = hidingQueue(THREE, URL);
    const taken = await takeAll(async ({ hold }) => {
      await hold();
      queue.pass(620);
    });
    expect(taken).toEqual(['first', 'second', 'third']);
    expect(queue.received()).toEqual({ first: 1, second: 1, third: 1 });
    expect(queue.hidden()).toEqual([]);
  });

  test('when one message takes many steps', async () => {
    const queue = hidingQueue(THREE, URL);
    const taken = await takeAll(async ({ hold }) => {
      for (let step = 0; step < 100; step += 1) {
        await hold();
        queue.pass(600);
      }
    });
    expect(taken).toEqual(['first', 'second', 'third']);
    expect(queue.received()).toEqual({ first: 1, second: 1, third: 1 });
  });

  test('when the computer slept, so that messages came back: those behind them are still shown', async () => {
    const queue = hidingQueue(THREE, URL);
    expect(await takeAll(() => queue.pass(5_000))).toEqual(['first', 'second', 'third']);
    expect(queue.received()).toEqual({ first: 4, second: 3, third: 2 });
    expect(queue.hidden()).toEqual([]);
  });

  test('when the reader ends early', async () => {
    const queue = hidingQueue(THREE, URL);
    for await (const { id } of waitingMessages(new SQSClient(), [URL])) if (id === 'second') break;
    expect(queue.received()).toEqual({ first: 1, second: 1, third: 0 });
    expect(queue.hidden()).toEqual([]);
  });
});

test('each says when it was put into its queue', async () => {
  hidingQueue(THREE, URL);
  for await (const { queueName, sentAt } of waitingMessages(new SQSClient(), [URL]))
    expect([queueName, sentAt?.getTime()]).toEqual(['failure', SENT_AT]);
});

test('a queue that hides nothing is not read forever', async () => {
  const queue = hidingQueue(THREE, URL);
  queue.sqs
    .on(ReceiveMessageCommand)
    .resolves({ Messages: [{ MessageId: 'first', ReceiptHandle: 'handle', Body: '{}' }] });
  expect(await takeAll(() => undefined)).toEqual(['first']);
});

test('one that cannot be released does not keep another hidden, and is reported', async () => {
  const queue = hidingQueue(THREE, URL);
  queue.sqs
    .on(ChangeMessageVisibilityCommand, { ReceiptHandle: 'first-1' })
    .rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
  await expect(takeAll(() => undefined)).rejects.toThrow('no');
  expect(queue.hidden()).toEqual(['first']);
});
