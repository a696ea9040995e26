import type { Request, Unreadable } from '../requests/door.ts';
import { requestKeyOf } from './keys.ts';

const originOf = (request: Request | Unreadable, requestId: string): readonly (string | null)[] => {
  if (request.trigger !== 'alert') return [requestId];
  return request.eventId === undefined ? [requestId] : [request.source ?? null, request.eventId];
};

/** The key of one request: of an alert by what EventBridge calls it, of any other by Lambda's request id. */
export const requestKeyFor = (request: Request | Unreadable, portal: string, requestId: string): string =>
  requestKeyOf({
    portal,
    action: request.action === 'invalid' ? null : request.action,
    clientId: ('clientId' in request ? request.clientId : undefined) ?? null,
    origin: originOf(request, requestId),
  });
