import { type FindingFormat, type Inputs, SECURITY_HUB_SOURCE } from '../contract/finding-format.ts';
import { type ManualRequest, ManualRequestSchema } from '../contract/manual-request.ts';
import { type ScheduledRequest, ScheduledRequestSchema } from '../contract/scheduled-request.ts';
import { type Alert, AlertSchema } from './alert.ts';
import type { Arrival } from './arrival.ts';
import { isByHand } from './by-hand.ts';
import { findAdapter } from './find-adapter.ts';
import type { FindingAdapter } from './finding-adapter.ts';
import { readInWords } from './problems.ts';
import { readFindings } from './read-findings.ts';
import type { EventReading, IgnoredFinding, Reading } from './reading.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

/** What the rest of the program works with: a request that is known to be well-formed. */
export type Request = Alert | ManualRequest | ScheduledRequest;

/** A request about one client, or about the kill switch itself; the drift watch is about many. */
export type SingleRequest = Exclude<Request, { action: 'watch' }>;

export type Delivery =
  | { from: 'person'; request: ManualRequest | Unreadable }
  | { from: 'schedule'; request: ScheduledRequest }
  | { from: 'bus'; batch: boolean; alerts: (Alert | Unreadable)[]; ignored: IgnoredFinding[] };

/** Newer bus products deliver arrays; none of them more than this. */
const MAX_EVENTS = 100;

/** Any of these keys makes a payload an event, whatever else it holds: an event must never reach `enable`. */
const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): payload is object =>
  typeof payload === 'object' && payload !== null && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

const isFromSecurityHub = (payload: object): boolean =>
  'source' in payload && payload.source === SECURITY_HUB_SOURCE;

const refused = (payload: unknown, problems: string[]): EventReading => ({
  format: 'alert',
  readings: [{ kind: 'invalid', unreadable: unreadable('alert', payload, problems) }],
});

const readAlert = (payload: unknown): EventReading => {
  const alert = readInWords(AlertSchema, payload);
  return alert.success
    ? { format: 'alert', readings: [{ kind: 'alert', alert: alert.data }] }
    : refused(payload, alert.problems);
};

/** Reads one event. Never throws. */
const readEvent = (payload: unknown, inputs: Inputs): EventReading => {
  if (!isEvent(payload)) return refused(payload, ['must be an EventBridge event with a detail']);
  const found = isFromSecurityHub(payload) ? findAdapter(payload) : undefined;
  if (found === undefined) return readAlert(payload);
  const { format } = found;
  const readings = readFindings(payload, { ...found, inputs });
  return { format, readings: inputs.formats.has(format) ? readings : readings.map(notEnabled(found)) };
};

/** A finding that names a client must not be lost to a setting: it fails, and is delivered again. */
const notEnabled =
  ({ format, adapter }: { format: FindingFormat; adapter: FindingAdapter }) =>
  (reading: Reading): Reading => {
    if (reading.kind === 'ignored') return reading;
    const problem = `carries findings (${adapter.title}), which are not enabled: add ${format} to the setting inputs (INPUTS)`;
    const { eventId, findingId, source, clientId, alertId } =
      reading.kind === 'alert' ? reading.alert : reading.unreadable;
    const identity = { eventId, findingId, source, clientId, alertId };
    return {
      kind: 'invalid',
      unreadable: {
        trigger: 'alert',
        action: 'invalid',
        problems: [problem],
        setting: 'inputs',
        ...identity,
      },
    };
  };

/** Reads each event of a payload; nothing where the payload is no event, and no array. */
export const readEvents = (payload: unknown, inputs: Inputs): EventReading[] => {
  if (!Array.isArray(payload)) return isEvent(payload) ? [readEvent(payload, inputs)] : [];
  return payload.length >= 1 && payload.length <= MAX_EVENTS
    ? payload.map((event) => readEvent(event, inputs))
    : [refused(payload, [`must hold 1 to ${MAX_EVENTS} events, not ${payload.length}`])];
};

/** What comes in by one way is read by the first of its readers that knows the shape. */
type Reader = (payload: unknown, inputs: Inputs) => Delivery | undefined;

const delivered = (readings: readonly Reading[], isArray: boolean): Delivery => {
  const alerts: (Alert | Unreadable)[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const reading of readings) {
    if (reading.kind === 'ignored') ignored.push(reading.finding);
    else alerts.push(reading.kind === 'alert' ? reading.alert : reading.unreadable);
  }
  return { from: 'bus', batch: isArray || alerts.length !== 1, alerts, ignored };
};

const fromBus: Reader = (payload, inputs) => {
  const events = readEvents(payload, inputs);
  const readings = events.flatMap((event) => event.readings);
  return events.length === 0 ? undefined : delivered(readings, Array.isArray(payload));
};

const fromSchedule: Reader = (payload) => {
  const request = ScheduledRequestSchema.safeParse(payload);
  return request.success ? { from: 'schedule', request: request.data } : undefined;
};

const fromPerson = (payload: unknown): Extract<Delivery, { from: 'person' }> | undefined => {
  if (!isByHand(payload)) return undefined;
  const request = readInWords(ManualRequestSchema, payload);
  return {
    from: 'person',
    request: request.success ? request.data : unreadable('manual', payload, request.problems),
  };
};

/** All that a person may do where IAM, which sees no payload, lets many people in. */
const TAKEN_FROM_RESPONDERS: readonly string[] = ['disable', 'status', 'check', 'list'];

const fromResponder: Reader = (payload) => {
  const delivery = fromPerson(payload);
  const action = delivery?.request.action;
  if (action === undefined || action === 'invalid' || TAKEN_FROM_RESPONDERS.includes(action)) return delivery;
  const problem = `${action} is not accepted through the alias responder: invoke the function itself`;
  return { from: 'person', request: unreadable('manual', payload, [problem]) };
};

/** Whose a payload can be, by the way it came. */
const READERS: Readonly<Record<Arrival, readonly Reader[]>> = {
  alerts: [fromBus],
  schedule: [fromSchedule],
  responder: [fromBus, fromResponder],
  unqualified: [fromBus, fromSchedule, fromPerson],
};

const NOT_READ: Readonly<Record<Arrival, string>> = {
  alerts:
    'came through the alias alerts, where only alert events are accepted: an EventBridge event with source, detail-type and detail; a request by hand goes to the function itself',
  schedule:
    'came through the alias schedule, where only {"schedule": "check"} and {"schedule": "watch"} are accepted',
  responder:
    'came through the alias responder and is neither an alert event nor a request by hand with action, clientId or reason',
  unqualified:
    'is neither an alert event (source, detail-type, detail) nor a request by hand (action, clientId, reason)',
};

/**
 * Reads the raw payload of the function; events in other formats than our own only where `inputs` names them.
 * Never throws: what cannot be understood is `invalid`, and a machine's unless a person typed it.
 * @param arrival how the payload came; decides whose it can be, whatever it looks like
 */
export const readPayload = (payload: unknown, inputs: Inputs, arrival: Arrival): Delivery => {
  for (const read of READERS[arrival]) {
    const delivery = read(payload, inputs);
    if (delivery !== undefined) return delivery;
  }
  return delivered(refused(payload, [NOT_READ[arrival]]).readings, false);
};
