import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import {
  type ContainmentResult,
  RESULT_DETAIL_TYPE,
  RESULT_SOURCE,
  ResultSchema,
} from '../../lambda/contract/result.ts';
import type { Clients } from './clients.ts';
import { subscribe } from './subscription.ts';

const MAX_WAIT_MS = 40_000;

const MessageSchema = z.object({
  source: z.literal(RESULT_SOURCE),
  'detail-type': z.literal(RESULT_DETAIL_TYPE),
  detail: ResultSchema,
});

export type ResultQueue = {
  /** Every result received so far, in order of arrival, each held to the contract. */
  readonly seen: readonly ContainmentResult[];
  /** The results of one alert, as soon as there are that many, with any others that have arrived. */
  of: (eventId: string, count?: number) => Promise<ContainmentResult[]>;
  /** The results of one request, whatever started it. */
  ofRequest: (requestKey: string) => Promise<ContainmentResult[]>;
  close: () => Promise<void>;
};

/** Listens to the results on a bus. */
export const listenToResults = async (clients: Clients, busName: string): Promise<ResultQueue> => {
  const { sqs } = clients;
  const { queueUrl: QueueUrl, close } = await subscribe(clients, busName, { source: [RESULT_SOURCE] });

  const seen: ContainmentResult[] = [];
  const receive = async (seconds: number) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      seen.push(MessageSchema.parse(JSON.parse(Body ?? '')).detail);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  const waitFor = async (what: string, is: (result: ContainmentResult) => boolean, count = 1) => {
    const latest = Date.now() + MAX_WAIT_MS;
    while (seen.filter(is).length < count) {
      const there = seen.map(({ summary }) => summary).join('\n  ');
      if (Date.now() > latest)
        throw new Error(`waited without success for ${count} results of ${what}; there are:\n  ${there}`);
      await receive(1);
    }
    await receive(0);
    return seen.filter(is);
  };

  return {
    seen,
    close,
    of: (eventId, count) => waitFor(eventId, ({ trigger }) => trigger.eventId === eventId, count),
    ofRequest: (requestKey) => waitFor(requestKey, (result) => result.requestKey === requestKey),
  };
};
