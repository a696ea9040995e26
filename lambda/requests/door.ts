import { ALIASES, type AliasName } from '../contract/alias.ts';
import { type Inputs, SECURITY_HUB_SOURCE } from '../contract/finding-format.ts';
import { type ManualRequest, ManualRequestSchema } from '../contract/manual-request.ts';
import { RESULT_SOURCE } from '../contract/result.ts';
import { type ScheduledRequest, ScheduledRequestSchema } from '../contract/scheduled-request.ts';
import { type Alert, AlertSchema } from './alert.ts';
import { isByHand } from './by-hand.ts';
import { findAdapter } from './find-adapter.ts';
import { readInWords } from './problems.ts';
import { readFindings } from './read-findings.ts';
import { readWrapped } from './read-wrapped.ts';
import type { EventReading, Ignored, Reading } from './reading.ts';
import { keptOut, refused } from './refused.ts';
import { readEachClient } from './several-clients.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

/** What the rest of the program works with: a request that is known to be well-formed. */
export type Request = Alert | ManualRequest | ScheduledRequest;

/** A request about one client, or about the kill switch itself; the drift watch is about many. */
export type SingleRequest = Exclude<Request, { action: 'watch' }>;

export type Delivery =
  | { from: 'person'; request: ManualRequest | Unreadable }
  | { from: 'schedule'; request: ScheduledRequest }
  | { from: 'bus'; batch: boolean; alerts: (Alert | Unreadable)[]; ignored: Ignored[] };

/** Newer bus products deliver arrays; none of them more than this. */
const MAX_EVENTS = 100;

/** Any of these keys makes a payload an event, whatever else it holds: an event must never reach `enable`. */
const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): payload is object =>
  typeof payload === 'object' && payload !== null && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

const readAlert = (event: unknown, inputs: Inputs): EventReading => {
  const alert = readInWords(AlertSchema, event);
  if (alert.success) return { format: 'alert', event, readings: [{ kind: 'alert', alert: alert.data }] };
  const readings = readEachClient(event);
  return readings === undefined
    ? refused(event, alert.problems, inputs)
    : { format: 'alert', event, readings };
};

/** Reads one event. Never throws. */
const readEvent = (event: unknown, inputs: Inputs, isWrapped = false): EventReading => {
  if (!isEvent(event)) return refused(event, ['must be an EventBridge event with a detail'], inputs);
  const source = 'source' in event ? event.source : undefined;
  if (source === RESULT_SOURCE)
    return refused(event, ['is from the kill switch itself, which sends no alerts'], inputs);
  const found = source === SECURITY_HUB_SOURCE ? findAdapter(event) : undefined;
  if (found === undefined) return readAlert(event, inputs);
  const { format, adapter } = found;
  const readings = readFindings(event, { format, adapter, inputs, isWrapped });
  if (inputs.formats.has(format)) return { format, event, readings };
  // A finding that names a client must not be lost to a setting.
  const problem = `carries findings (${adapter.title}), which are not enabled: add ${format} to the setting inputs (INPUTS)`;
  return { format, event, readings: readings.map(keptOut({ setting: 'inputs', problem })) };
};

const wrongNumber = (payload: readonly unknown[]): Reading => ({
  kind: 'invalid',
  unreadable: unreadable('alert', payload, [`must hold 1 to ${MAX_EVENTS} events, not ${payload.length}`]),
});

const readOneOf = (event: unknown, inputs: Inputs): EventReading[] =>
  isEvent(event)
    ? [readEvent(event, inputs)]
    : (readWrapped(event, inputs, readEvent) ?? [readEvent(event, inputs)]);

/** Reads each event of a payload; an empty list if the payload is no event, no array of events, and wraps none. */
export const readEvents = (payload: unknown, inputs: Inputs): EventReading[] => {
  if (isEvent(payload)) return [readEvent(payload, inputs)];
  const wrapped = readWrapped(payload, inputs, readEvent);
  if (wrapped !== undefined || !Array.isArray(payload)) return wrapped ?? [];
  return payload.length >= 1 && payload.length <= MAX_EVENTS
    ? payload.flatMap((event) => readOneOf(event, inputs))
    : [{ format: 'alert', event: payload, readings: [wrongNumber(payload)] }];
};

/** The way by which a payload reached the function: through an alias, or to the function itself. */
export type Arrival = AliasName | 'unqualified';

/** Where the qualifier is in `arn:aws:lambda:<region>:<account>:function:<name>:<qualifier>`. */
const QUALIFIER = 7;

/**
 * Reads it from the ARN that Lambda gives with each invocation. `$LATEST`, the number of a version and an alias that
 * is not of this project are the function itself.
 */
export const arrivalOf = (invokedFunctionArn: string): Arrival => {
  const qualifier = invokedFunctionArn.split(':')[QUALIFIER];
  return ALIASES.find((alias) => alias === qualifier) ?? 'unqualified';
};

/** A payload is read by the first reader, of those for its way in, that knows its shape. */
type Reader = (payload: unknown, inputs: Inputs) => Delivery | undefined;

const delivered = (readings: readonly Reading[], isArray: boolean): Delivery => {
  const alerts: (Alert | Unreadable)[] = [];
  const ignored: Ignored[] = [];
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

/** What a person may ask for through the alias responder: IAM lets many people use it, and sees no payload. */
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

/** An invalid alert, or something that the kill switch itself has sent: none of the readers knows its shape. */
export const readUnknown = (payload: unknown, inputs: Inputs, arrival: Arrival): EventReading =>
  refused(payload, [NOT_READ[arrival]], inputs);

/**
 * Reads the raw payload of the function; events in other formats than our own only if `inputs` names them.
 * Never throws: what cannot be understood is `invalid`, and a machine's unless a person typed it.
 * @param arrival how the payload came; decides whose it can be, whatever it looks like
 */
export const readPayload = (payload: unknown, inputs: Inputs, arrival: Arrival): Delivery => {
  for (const read of READERS[arrival]) {
    const delivery = read(payload, inputs);
    if (delivery !== undefined) return delivery;
  }
  return delivered(readUnknown(payload, inputs, arrival).readings, false);
};
