import * as z from 'zod';
import type { FindingFormat } from '../lambda/contract/finding-format.ts';
import { absent } from '../lambda/contract/lenient.ts';
import type { Alert } from '../lambda/requests/alert.ts';
import { findAdapter } from '../lambda/requests/find-adapter.ts';

type Format = 'alert' | FindingFormat;
type Part = 'severity' | 'reason' | 'alertId' | 'detectedAt';

/** Where the door looks for each part of an alert, in its order: in the event, or in one of its findings. */
const CANDIDATES: Readonly<Record<Format, Readonly<Record<Part, readonly string[]>>>> = {
  alert: {
    severity: ['detail.severity'],
    reason: ['detail.reason', 'detail.title', 'detail.description', 'detail.type'],
    alertId: ['detail.alertId'],
    detectedAt: ['detail.detectedAt'],
  },
  asff: {
    severity: ['Severity.Label', 'Severity.Normalized'],
    reason: ['Title'],
    alertId: ['Id'],
    detectedAt: ['LastObservedAt', 'CreatedAt'],
  },
  ocsf: {
    severity: ['severity_id'],
    reason: ['finding_info.title'],
    alertId: ['finding_info.uid'],
    detectedAt: ['finding_info.last_seen_time', 'finding_info.first_seen_time', 'time'],
  },
};

/** What counts where no candidate holds a value: a field of the event, or the default. */
const FALLBACK: Readonly<Record<Part, string>> = {
  severity: 'default',
  reason: 'default',
  alertId: 'id',
  detectedAt: 'time',
};

const CLIENT_OF_ALERT = ['detail.clientId', 'detail.client_id'];

const MapSchema = z.record(z.string(), z.unknown());
const EventSchema = z.object({ detail: z.object({ findings: z.array(z.unknown()) }) });

const valueAt = (root: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => MapSchema.safeParse(value).data?.[key], root);

/** What one reading is about: the event itself, or the finding at this position in it. */
const subjectOf = (event: unknown, format: Format, at: number): { root: unknown; prefix: string } =>
  format === 'alert'
    ? { root: event, prefix: '' }
    : { root: EventSchema.safeParse(event).data?.detail.findings[at], prefix: `detail.findings.${at}.` };

/** A list or an object is not text; 0 and 99 are the ids with which OCSF gives no severity. */
const isTaken = (path: string, value: unknown): boolean =>
  absent(value) !== undefined &&
  typeof value !== 'object' &&
  !(path === 'severity_id' && (value === 0 || value === 99));

const find = (part: Part, event: unknown, format: Format, at: number): { place: string; value?: unknown } => {
  const { root, prefix } = subjectOf(event, format, at);
  const path = CANDIDATES[format][part].find((candidate) => isTaken(candidate, valueAt(root, candidate)));
  return path === undefined
    ? { place: FALLBACK[part] }
    : { place: `${prefix}${path}`, value: valueAt(root, path) };
};

const momentOf = (value: unknown): number =>
  typeof value === 'string' || typeof value === 'number' ? new Date(value).getTime() : Number.NaN;

const detectedPlace = (event: unknown, format: Format, at: number): string => {
  const { place, value } = find('detectedAt', event, format, at);
  return momentOf(value) > momentOf(valueAt(event, 'time')) ? `time, because ${place} is later` : place;
};

/** Where a client id counts, and every value that is there. */
const searchesOf = (event: unknown, root: unknown, format: Format, clientIdKey: string) =>
  format === 'alert'
    ? CLIENT_OF_ALERT.map((place) => ({ where: place, found: [{ place, value: valueAt(root, place) }] }))
    : (findAdapter(event)?.adapter.search(root, clientIdKey) ?? []);

/** The first place that names a client, and every place where a client id counts and none is. */
export const clientPlaces = (
  event: unknown,
  format: Format,
  at: number,
  clientIdKey: string,
): { found: string | undefined; empty: string[] } => {
  const { root, prefix } = subjectOf(event, format, at);
  const searches = searchesOf(event, root, format, clientIdKey).map(({ where, found }) => ({
    where,
    places: found.filter(({ value }) => absent(value) !== undefined).map(({ place }) => `${prefix}${place}`),
  }));
  return {
    found: searches.flatMap(({ places }) => places)[0],
    empty: searches.filter(({ places }) => places.length === 0).map(({ where }) => where),
  };
};

/** Where the parts of an alert were in its event. */
export const placesOf = (
  alert: Alert,
  event: unknown,
  format: Format,
  at: number,
  clientIdKey: string,
): Readonly<Record<Part | 'clientId', string>> => ({
  clientId: clientPlaces(event, format, at, clientIdKey).found ?? '',
  severity: find('severity', event, format, at).place,
  reason: find('reason', event, format, at).place,
  alertId: find('alertId', event, format, at).place,
  // A button is pressed when its event is sent, whenever the finding was seen.
  detectedAt: alert.chosenByPerson ? 'time' : detectedPlace(event, format, at),
});
