import * as z from 'zod';
import { LineSchema } from '../../lambda/contract/text.ts';
import { duration } from '../../local/terminal/times.ts';
import { jsonIn } from '../json-in.ts';
import { alertsIn } from './kept-alerts.ts';
import { keptEvent } from './kept-event.ts';
import type { WaitingMessage } from './waiting-messages.ts';

/** Why Lambda gave a payload up, as it writes beside it. */
const CauseSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  responsePayload: z.object({ errorMessage: z.string() }).optional(),
});

const causeIn = ({ body, deliveryError }: WaitingMessage): string | undefined => {
  const { data } = CauseSchema.safeParse(jsonIn(body));
  if (data === undefined) return deliveryError;
  return [data.requestContext.condition, data.responsePayload?.errorMessage]
    .filter((part) => part !== undefined)
    .join(': ');
};

/**
 * What a person wants to know of a message before it is sent again: its age, and the severity and source of its
 * alerts, and why it waits. Text from outside is cleaned and cut.
 */
export const messageFacts = (message: WaitingMessage, now: Date): string => {
  const { sentAt } = message;
  const alerts = alertsIn(keptEvent(message.body));
  const severities = [...new Set(alerts.map(({ severity }) => severity))];
  const sources = [...new Set(alerts.map(({ source }) => LineSchema.parse(source)))];
  const cause = causeIn(message);
  return [
    sentAt === undefined ? undefined : `waits for ${duration(Math.max(0, now.getTime() - sentAt.getTime()))}`,
    severities.length === 0 ? undefined : `severity ${severities.join(', ')}`,
    sources.length === 0 ? undefined : `source ${sources.join(', ')}`,
    cause === undefined ? undefined : `because ${LineSchema.parse(cause)}`,
  ]
    .filter((fact) => fact !== undefined)
    .join('; ');
};
