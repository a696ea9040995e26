import * as z from 'zod';
import { absent } from '../lambda/contract/text.ts';
import type { Alert } from '../lambda/requests/alert.ts';
import { findAdapter } from '../lambda/requests/find-adapter.ts';
import { CANDIDATES, FALLBACK, type Format, type Part } from './candidates.ts';

const CLIENT_OF_ALERT = ['detail.clientId', 'detail.client_id', 'detail.cid'];

const MapSchema = z.record(z.string(), z.unknown());
const EventSchema = z.object({ detail: z.object({ findings: z.array(z.unknown()) }) });

const valueAt = (root: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => MapSchema.safeParse(value).data?.[key], root);

/** What one reading is about: the event itself, or one of its findings, and the path to it. */
type Subject = { root: unknown; prefix: string };

const subjectOf = (event: unknown, format: Format, at: number): Subject =>
  format === 'alert'
    ? { root: event, prefix: '' }
    : { root: EventSchema.safeParse(event).data?.detail.findings[at], prefix: `detail.findings.${at}.` };

/** Every place that holds a value for the door, in its order, and what the door reads there. */
const placesWith = (
  part: Part,
  format: Format,
  { root, prefix }: Subject,
): { place: string; value: unknown }[] =>
  CANDIDATES[format][part].flatMap(([path, schema]) => {
    const value = schema.safeParse(valueAt(root, path)).data;
    return value === undefined ? [] : [{ place: `${prefix}${path}`, value }];
  });

const placeOf = (part: Part, format: Format, subject: Subject): string =>
  placesWith(part, format, subject)[0]?.place ?? FALLBACK[part];

const severityPlace = ({ severity }: Alert, format: Format, subject: Subject): string => {
  const [first] = placesWith('severity', format, subject);
  // The caption of an OCSF finding does not count beside an id that has none of its own.
  const counts = typeof first?.value !== 'string' || first.value === severity;
  return first !== undefined && counts ? first.place : FALLBACK.severity;
};

const detectedPlace = ({ chosenByPerson, detectedAt }: Alert, format: Format, subject: Subject): string => {
  const envelope = FALLBACK.detectedAt;
  // A button is pressed when its event is sent, whenever the finding was seen.
  if (chosenByPerson) return envelope;
  const found = placesWith('detectedAt', format, subject);
  const same = found.find(({ value }) => value instanceof Date && value.getTime() === detectedAt.getTime());
  if (same !== undefined) return same.place;
  const later = found.find(({ value }) => value instanceof Date && value > detectedAt);
  if (later !== undefined) return `${envelope}, because ${later.place} is later`;
  const unreadable = found.find(({ value }) => value === null);
  return unreadable === undefined ? envelope : `${envelope}, because ${unreadable.place} cannot be read`;
};

/** Where a client id counts, and every value that is there. */
const searchesOf = (event: unknown, root: unknown, format: Format, clientIdKey: string) =>
  format === 'alert'
    ? CLIENT_OF_ALERT.map((place) => ({ where: place, found: [{ place, value: valueAt(root, place) }] }))
    : (findAdapter(event)?.adapter.search(root, clientIdKey) ?? []);

const clientPlacesIn = (
  event: unknown,
  format: Format,
  { root, prefix }: Subject,
  clientIdKey: string,
): { found: string | undefined; empty: string[] } => {
  const searches = searchesOf(event, root, format, clientIdKey).map(({ where, found }) => ({
    where,
    places: found.filter(({ value }) => absent(value) !== undefined).map(({ place }) => `${prefix}${place}`),
  }));
  return {
    found: searches.flatMap(({ places }) => places)[0],
    empty: searches.filter(({ places }) => places.length === 0).map(({ where }) => where),
  };
};

/** Every place where a client id counts and none is. */
export const emptyClientPlaces = (
  event: unknown,
  format: Format,
  at: number,
  clientIdKey: string,
): string[] => clientPlacesIn(event, format, subjectOf(event, format, at), clientIdKey).empty;

/** Where the parts of an alert were in its event. */
export const placesOf = (
  alert: Alert,
  event: unknown,
  format: Format,
  at: number,
  clientIdKey: string,
): Readonly<Record<Part | 'clientId', string>> => {
  const subject = subjectOf(event, format, at);
  return {
    clientId: clientPlacesIn(event, format, subject, clientIdKey).found ?? `detail.clientIds.${at}`,
    severity: severityPlace(alert, format, subject),
    reason: placeOf('reason', format, subject),
    alertId: placeOf('alertId', format, subject),
    detectedAt: detectedPlace(alert, format, subject),
  };
};
