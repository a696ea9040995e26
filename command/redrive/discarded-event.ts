import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { LineSchema } from '../../lambda/contract/text.ts';
import type { Answered } from './answer.ts';

/** Not the source of results: only the function may publish those. */
const DISCARDED_SOURCE = `${RESULT_SOURCE}.operator`;
const DISCARDED_DETAIL_TYPE = 'OAuth2 Client Alert Discarded';

/** A message that a person decided to delete, and the results that the function gave for it. */
type Discarded = { messageId: string; queue: string; results: readonly Answered[] };

/** Its identity and no more: the text of an alert that nobody could read is for the person alone. */
const detailOf = ({ messageId, queue, results }: Discarded) => ({
  messageId,
  queue,
  alerts: results.map(({ requestKey, trigger, client, error }) => ({
    requestKey,
    ...trigger,
    clientId: client?.clientId ?? null,
    problems: LineSchema.parse(error?.message ?? ''),
  })),
});

/**
 * Publishes that a message is about to be deleted, with the person's own rights.
 * @returns the code of the error where the bus did not take it; throws what the SDK throws
 */
export const publishDiscarded = async (
  client: EventBridgeClient,
  busName: string,
  discarded: Discarded,
): Promise<string | undefined> => {
  const { FailedEntryCount = 0, Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: busName,
          Source: DISCARDED_SOURCE,
          DetailType: DISCARDED_DETAIL_TYPE,
          Detail: JSON.stringify(detailOf(discarded)),
        },
      ],
    }),
  );
  return FailedEntryCount === 0 ? undefined : (Entries[0]?.ErrorCode ?? 'unknown error');
};
