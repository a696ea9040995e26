import * as z from 'zod';
import type { FindingFormat } from '../lambda/contract/finding-format.ts';
import { absent } from '../lambda/contract/lenient.ts';
import type { Alert } from '../lambda/requests/alert.ts';
import { findAdapter } from '../lambda/requests/find-adapter.ts';

type Part = 'severity' | 'reason' | 'alertId' | 'detectedAt';

/** Where the door looks for each part, in its order; the last entry stands for a part that is nowhere. */
const CANDIDATES: Readonly<Record<'alert' | FindingFormat, Readonly<Record<Part, readonly string[]>>>> = {
  alert: {
    severity: ['detail.severity', 'default'],
    reason: ['detail.reason', 'detail.title', 'detail.description', 'detail.type', 'default'],
    alertId: ['detail.alertId', 'id'],
    detectedAt: ['detail.detectedAt', 'time'],
  },
  asff: {
    severity: ['Severity.Label', 'Severity.Normalized', 'default'],
    reason: ['Title', 'default'],
    alertId: ['Id', 'id'],
    detectedAt: ['LastObservedAt', 'CreatedAt', 'time'],
  },
  ocsf: {
    severity: ['severity_id', 'default'],
    reason: ['finding_info.title', 'default'],
    alertId: ['finding_info.uid', 'id'],
    detectedAt: ['finding_info.last_seen_time', 'finding_info.first_seen_time', 'time', 'time'],
  },
};

const MapSchema = z.record(z.string(), z.unknown());

const valueAt = (root: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => MapSchema.safeParse(value).data?.[key], root);

/** A list or an object is no text; the ids 0 and 99 of OCSF say nothing that the door knows. */
const isTaken = (place: string, value: unknown): boolean =>
  absent(value) !== undefined &&
  typeof value !== 'object' &&
  !(place === 'severity_id' && (value === 0 || value === 99));

const EventSchema = z.object({ detail: z.object({ findings: z.array(z.unknown()) }) });

/** The part of an event that one reading is about: the event itself, or one of its findings. */
const subjectOf = (event: unknown, format: 'alert' | FindingFormat, at: number) =>
  format === 'alert'
    ? { root: event, prefix: '' }
    : { root: EventSchema.safeParse(event).data?.detail.findings[at], prefix: `detail.findings.${at}.` };

const placeOf = (part: Part, event: unknown, format: 'alert' | FindingFormat, at: number): string => {
  const { root, prefix } = subjectOf(event, format, at);
  const candidates = CANDIDATES[format][part];
  const found = candidates.slice(0, -1).find((place) => isTaken(place, valueAt(root, place)));
  return found === undefined ? (candidates.at(-1) ?? 'default') : `${prefix}${found}`;
};

const momentOf = (value: unknown): number =>
  typeof value === 'string' || typeof value === 'number' ? new Date(value).getTime() : Number.NaN;

const detectedPlace = (event: unknown, format: 'alert' | FindingFormat, at: number): string => {
  const place = placeOf('detectedAt', event, format, at);
  const { root, prefix } = subjectOf(event, format, at);
  const isLater = momentOf(valueAt(root, place.slice(prefix.length))) > momentOf(valueAt(event, 'time'));
  return isLater ? `time, because ${place} is later` : place;
};

/** Every place where a client id counts, and the first where one stands. */
export const clientPlaces = (
  event: unknown,
  format: 'alert' | FindingFormat,
  at: number,
  clientIdKey: string,
): { found: string | undefined; empty: string[] } => {
  const { root, prefix } = subjectOf(event, format, at);
  if (format === 'alert') {
    const places = ['detail.clientId', 'detail.client_id'];
    const isNamed = (place: string) => absent(valueAt(event, place)) !== undefined;
    return { found: places.find(isNamed), empty: places.filter((place) => !isNamed(place)) };
  }
  const searches = findAdapter(event)?.adapter.search(root, clientIdKey) ?? [];
  const named = searches.map(({ where, found }) => ({
    where,
    places: found.filter(({ value }) => absent(value) !== undefined).map(({ place }) => place),
  }));
  const first = named.flatMap(({ places }) => places)[0];
  return {
    found: first === undefined ? undefined : `${prefix}${first}`,
    empty: named.filter(({ places }) => places.length === 0).map(({ where }) => where),
  };
};

/** Where the parts of an alert stood in its event. */
export const placesOf = (
  alert: Alert,
  event: unknown,
  format: 'alert' | FindingFormat,
  at: number,
  clientIdKey: string,
): Readonly<Record<Part | 'clientId', string>> => ({
  clientId: clientPlaces(event, format, at, clientIdKey).found ?? '',
  severity: placeOf('severity', event, format, at),
  reason: placeOf('reason', event, format, at),
  alertId: placeOf('alertId', event, format, at),
  // Whoever pressed the button did so when the event was sent.
  detectedAt: alert.chosenByPerson ? 'time' : detectedPlace(event, format, at),
});
