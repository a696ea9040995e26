import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';
import { type ContainmentResult, ResultSchema } from '../../lambda/contract/result.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployments.ts';

/** What a detector puts into an alert. */
export type AlertDetail = Record<string, unknown>;

/** A deployed kill switch, from outside. */
export const killSwitchOf = ({ outputs }: Deployment, { events, lambda }: Clients) => {
  const FunctionName = outputs.FunctionName;

  const invokeAll = async (payload: unknown): Promise<ContainmentResult[]> => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    const answer = Buffer.from(Payload ?? []).toString('utf8');
    if (FunctionError !== undefined) throw new Error(`the function failed: ${answer}`);
    const parsed: unknown = JSON.parse(answer);
    return z.array(ResultSchema).parse(Array.isArray(parsed) ? parsed : [parsed]);
  };

  return {
    /** Puts alerts on the bus; the ids of their envelopes. */
    alert: async (...details: AlertDetail[]): Promise<string[]> => {
      const { Entries = [] } = await events.send(
        new PutEventsCommand({
          Entries: details.map((detail) => ({
            EventBusName: outputs.AlertBusName,
            Source: 'security.alerts',
            DetailType: ALERT_DETAIL_TYPE,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      return Entries.map(({ EventId, ErrorCode }) => {
        if (EventId === undefined) throw new Error(`the bus did not take an alert: ${ErrorCode}`);
        return EventId;
      });
    },
    invokeAll,
    /** Invokes the function and waits for its answer, as the console's Test does. */
    invoke: async (payload: unknown): Promise<ContainmentResult> => {
      const [result, ...others] = await invokeAll(payload);
      if (result === undefined || others.length > 0) throw new Error('one result was expected');
      return result;
    },
    /** Hands an event over as a rule does: asynchronously, and Lambda retries what fails. */
    invokeLater: async (event: unknown): Promise<void> => {
      await lambda.send(
        new InvokeCommand({
          FunctionName,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(event)),
        }),
      );
    },
  };
};
