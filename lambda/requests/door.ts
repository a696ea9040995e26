import * as z from 'zod';
import { LineSchema } from '../text.ts';
import { type Alert, AlertEventSchema } from './alert-event.ts';
import { ClientIdSchema } from './client-id.ts';
import { type ManualRequest, ManualRequestSchema } from './manual-request.ts';
import { problemsOf } from './problems.ts';
import { type ScheduledRequest, ScheduledRequestSchema } from './scheduled-request.ts';

/** What the rest of the program works with: a request that is known to be well-formed. */
export type Request = Alert | ManualRequest | ScheduledRequest;

/** A request about one client, or about the kill switch itself; the drift watch is about many. */
export type SingleRequest = Exclude<Request, { action: 'watch' }>;

/** A payload that could not be understood, with what little of it identifies it. */
export type Unreadable = {
  trigger: 'alert' | 'manual' | 'schedule';
  action: 'invalid';
  problems: string[];
  eventId: string | undefined;
  source: string | undefined;
  /** The client, where the payload names exactly one: somebody should know which one stays on. */
  clientId: string | undefined;
  alertId: string | undefined;
};

export type Delivery =
  | { from: 'person'; request: ManualRequest | Unreadable }
  | { from: 'schedule'; request: ScheduledRequest | Unreadable }
  | { from: 'bus'; batch: boolean; alerts: (Alert | Unreadable)[] };

/** Newer bus products deliver arrays; none of them more than this. */
const MOST_EVENTS = 100;

/** Any of these keys makes a payload an event, whatever else it holds: an event must never reach `enable`. */
const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

const IdentitySchema = z.object({
  id: LineSchema.optional().catch(undefined),
  source: LineSchema.optional().catch(undefined),
  detail: z
    .object({
      clientId: ClientIdSchema.optional().catch(undefined),
      client_id: ClientIdSchema.optional().catch(undefined),
      alertId: LineSchema.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const unreadable = (trigger: Unreadable['trigger'], payload: unknown, problems: string[]): Unreadable => {
  const identity = IdentitySchema.safeParse(payload).data;
  const detail = identity?.detail;
  const ids = new Set([detail?.clientId, detail?.client_id].filter((clientId) => clientId !== undefined));
  return {
    trigger,
    action: 'invalid',
    problems,
    eventId: identity?.id,
    source: identity?.source,
    clientId: ids.size === 1 ? [...ids][0] : undefined,
    alertId: detail?.alertId,
  };
};

const readEvent = (payload: unknown): Alert | Unreadable => {
  if (!isEvent(payload)) return unreadable('alert', payload, ['must be an EventBridge event with a detail']);
  const alert = AlertEventSchema.safeParse(payload);
  return alert.success ? alert.data : unreadable('alert', payload, problemsOf(alert.error));
};

const readManual = (payload: unknown): ManualRequest | Unreadable => {
  const request = ManualRequestSchema.safeParse(payload);
  return request.success ? request.data : unreadable('manual', payload, problemsOf(request.error));
};

const isScheduled = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && Object.hasOwn(payload, 'schedule');

const readScheduled = (payload: unknown): ScheduledRequest | Unreadable => {
  const request = ScheduledRequestSchema.safeParse(payload);
  return request.success ? request.data : unreadable('schedule', payload, problemsOf(request.error));
};

/** Reads the raw payload of the function. Never throws: what can't be understood comes out as `invalid`. */
export const readPayload = (payload: unknown): Delivery => {
  if (Array.isArray(payload)) {
    const alerts =
      payload.length >= 1 && payload.length <= MOST_EVENTS
        ? payload.map(readEvent)
        : [unreadable('alert', payload, [`must hold 1 to ${MOST_EVENTS} events, not ${payload.length}`])];
    return { from: 'bus', batch: true, alerts };
  }
  if (isEvent(payload)) return { from: 'bus', batch: false, alerts: [readEvent(payload)] };
  if (isScheduled(payload)) return { from: 'schedule', request: readScheduled(payload) };
  return { from: 'person', request: readManual(payload) };
};
