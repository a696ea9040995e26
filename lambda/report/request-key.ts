import type { Request } from '../requests/door.ts';
import type { Unreadable } from '../requests/unreadable.ts';
import { requestKeyOf } from './keys.ts';

const originOf = (request: Request | Unreadable, requestId: string): readonly (string | null)[] => {
  if (request.trigger !== 'alert') return [requestId];
  if (request.eventId === undefined) return [requestId];
  const { source = null, eventId, findingId } = request;
  return findingId === undefined ? [source, eventId] : [source, eventId, findingId];
};

/** The key of one request: of an alert by what EventBridge and, in it, a finding call it, of any other by Lambda's request id. */
export const requestKeyFor = (request: Request | Unreadable, portal: string, requestId: string): string =>
  requestKeyOf({
    portal,
    action: request.action === 'invalid' ? null : request.action,
    clientId: ('clientId' in request ? request.clientId : undefined) ?? null,
    origin: originOf(request, requestId),
  });
