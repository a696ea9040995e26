import { readPayload } from '../../lambda/requests/door.ts';
import { clientsIn, holdsAlerts, isDrill, isOfSchedule } from './kept-alerts.ts';
import { keptEvent } from './kept-event.ts';
import type { WaitingMessage } from './waiting-messages.ts';

const whatIsIn = (event: unknown): string => {
  if (event === undefined) return 'nothing that can be read';
  if (isOfSchedule(event)) return 'a call of the stack’s own schedule';
  const clients = [...new Set(clientsIn(event))].join(', ');
  if (holdsAlerts(event)) return `${isDrill(event) ? 'drill' : 'alert'}, client ${clients || 'unknown'}`;
  if (clients !== '') return `more than alerts, client ${clients}`;
  const delivery = readPayload(event, { formats: new Set(), clientIdKey: '', actionName: '' }, 'unqualified');
  if (delivery.from !== 'person' || delivery.request.action === 'invalid') return 'something unknown';
  const { request } = delivery;
  return `a request by hand, ${request.action}${'clientId' in request ? ` of client ${request.clientId}` : ''}`;
};

/** One line that tells a message from all others. Holds nothing of its text but UUIDs and words of ours. */
export const headline = ({ id, queueUrl, body }: WaitingMessage): string =>
  `message ${id} of ${queueUrl.split('/').at(-1)}: ${whatIsIn(keptEvent(body))}`;
