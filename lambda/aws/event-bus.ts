import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type ContainmentResult, RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../contract/result.ts';
import type { Log } from '../log.ts';

/** A result is not on the bus. */
export class PublishError extends Error {
  override readonly name = 'PublishError' as const;
}

const MAX_TRIES = 2;

/**
 * Puts a result on the event bus. PutEvents answers 200 even if it took nothing: the count of failed
 * entries decides, and a failed entry is sent once more.
 * @throws PublishError, or what the SDK throws
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const publishToEventBus =
  (client: EventBridgeClient, busName: string, log: Log) =>
  async (result: ContainmentResult): Promise<void> => {
    const entry = {
      EventBusName: busName,
      Source: RESULT_SOURCE,
      DetailType: RESULT_DETAIL_TYPE,
      Detail: JSON.stringify(result),
    };
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if ((answer.FailedEntryCount ?? 0) === 0) return;
      log('KS310', {
        resultId: result.resultId,
        errorCode: answer.Entries?.[0]?.ErrorCode ?? 'unknown',
        tries,
      });
    }
    throw new PublishError('the event bus did not take the result');
  };
