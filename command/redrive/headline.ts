import { RETENTION_DAYS } from '../../infra/retention.ts';
import { parseInputs } from '../../lambda/contract/settings.ts';
import { readPayload } from '../../lambda/requests/door.ts';
import { clientsIn, holdsAlerts, isDrill, isOfSchedule } from './kept-alerts.ts';
import { keptEvent } from './kept-event.ts';
import type { WaitingMessage } from './waiting-messages.ts';

const NO_FORMATS = parseInputs({});

const whatIsIn = (event: unknown): string => {
  if (event === undefined) return 'nothing that can be read';
  if (isOfSchedule(event)) return "a call of the stack's own schedule";
  const clients = [...new Set(clientsIn(event))].join(', ');
  if (holdsAlerts(event)) return `${isDrill(event) ? 'drill' : 'alert'}, client ${clients || 'unknown'}`;
  if (clients !== '') return `more than alerts, client ${clients}`;
  const delivery = readPayload(event, NO_FORMATS, 'unqualified');
  if (delivery.from !== 'person' || delivery.request.action === 'invalid') return 'something unknown';
  const { request } = delivery;
  return `a request by hand, ${request.action}${'clientId' in request ? ` of client ${request.clientId}` : ''}`;
};

/** When SQS deletes a message that nobody ends. */
const deletedOn = (sentAt: Date): string =>
  new Date(sentAt.getTime() + RETENTION_DAYS * 86_400_000).toISOString().slice(0, 10);

/** One line that tells a message from all others. Holds nothing of its text but UUIDs and words of this program. */
export const headline = ({ id, queueName, body, sentAt }: WaitingMessage): string =>
  `message ${id} of ${queueName}: ${whatIsIn(keptEvent(body))}${
    sentAt === undefined ? '' : `; SQS deletes it on ${deletedOn(sentAt)}`
  }`;
