import type { Inputs } from '../contract/finding-format.ts';
import { type ManualRequest, ManualRequestSchema } from '../contract/manual-request.ts';
import { type ScheduledRequest, ScheduledRequestSchema } from '../contract/scheduled-request.ts';
import type { Alert } from './alert.ts';
import { AlertSchema } from './alert.ts';
import { findAdapter } from './find-adapter.ts';
import { readInWords } from './problems.ts';
import { readFindings } from './read-findings.ts';
import type { EventReading, IgnoredFinding } from './reading.ts';
import { type Unreadable, unreadable } from './unreadable.ts';

/** What the rest of the program works with: a request that is known to be well-formed. */
export type Request = Alert | ManualRequest | ScheduledRequest;

/** A request about one client, or about the kill switch itself; the drift watch is about many. */
export type SingleRequest = Exclude<Request, { action: 'watch' }>;

export type Delivery =
  | { from: 'person'; request: ManualRequest | Unreadable }
  | { from: 'schedule'; request: ScheduledRequest | Unreadable }
  | { from: 'bus'; batch: boolean; alerts: (Alert | Unreadable)[]; ignored: IgnoredFinding[] };

/** Newer bus products deliver arrays; none of them more than this. */
const MAX_EVENTS = 100;

/** Any of these keys makes a payload an event, whatever else it holds: an event must never reach `enable`. */
const EVENT_KEYS = ['detail-type', 'source', 'detail'];

const isEvent = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && EVENT_KEYS.some((key) => Object.hasOwn(payload, key));

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
  const found = findAdapter(payload);
  if (found === undefined) return readAlert(payload);
  const { format, adapter } = found;
  if (!inputs.formats.has(format)) {
    const problem = `carries findings (${adapter.title}), which are not enabled: add ${format} to the setting inputs (INPUTS)`;
    return { ...refused(payload, [problem]), format };
  }
  return { format, readings: readFindings(payload, { format, adapter, inputs }) };
};

/** Reads each event of a payload; nothing where the payload is no event, and no array. */
export const readEvents = (payload: unknown, inputs: Inputs): EventReading[] => {
  if (!Array.isArray(payload)) return isEvent(payload) ? [readEvent(payload, inputs)] : [];
  return payload.length >= 1 && payload.length <= MAX_EVENTS
    ? payload.map((event) => readEvent(event, inputs))
    : [refused(payload, [`must hold 1 to ${MAX_EVENTS} events, not ${payload.length}`])];
};

const readManual = (payload: unknown): ManualRequest | Unreadable => {
  const request = readInWords(ManualRequestSchema, payload);
  return request.success ? request.data : unreadable('manual', payload, request.problems);
};

const isScheduled = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && Object.hasOwn(payload, 'schedule');

const readScheduled = (payload: unknown): ScheduledRequest | Unreadable => {
  const request = readInWords(ScheduledRequestSchema, payload);
  return request.success ? request.data : unreadable('schedule', payload, request.problems);
};

/**
 * Reads the raw payload of the function; events in other formats than our own only where `inputs` names them.
 * Never throws: what can't be understood comes out as `invalid`.
 */
export const readPayload = (payload: unknown, inputs: Inputs): Delivery => {
  if (Array.isArray(payload) || isEvent(payload)) {
    const readings = readEvents(payload, inputs).flatMap((event) => event.readings);
    const alerts: (Alert | Unreadable)[] = [];
    const ignored: IgnoredFinding[] = [];
    for (const reading of readings) {
      if (reading.kind === 'ignored') ignored.push(reading.finding);
      else alerts.push(reading.kind === 'alert' ? reading.alert : reading.unreadable);
    }
    return { from: 'bus', batch: Array.isArray(payload) || alerts.length !== 1, alerts, ignored };
  }
  if (isScheduled(payload)) return { from: 'schedule', request: readScheduled(payload) };
  return { from: 'person', request: readManual(payload) };
};
