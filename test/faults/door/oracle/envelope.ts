import { THREE_AM } from '../../../alerts.ts';
import { at, isBlank, isText } from './values.ts';

const DAY_MS = 86_400_000;

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|([+-]\d\d):?(\d\d))$/;

/** In ms since the epoch; NaN where it is no time. */
export const momentOf = (value: unknown): number => {
  const [, local, hours, minutes] = typeof value === 'string' ? (MOMENT.exec(value) ?? []) : [];
  return Date.parse(`${local}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
};

/** In ms since the epoch; NaN where it is none. */
export const millisecondsOf = (value: unknown): number =>
  Number.isInteger(value) ? Number(value) : Number.NaN;

/** Whether what was first seen then, and delivered then, is of the last day; a time that can't be read is of no day. */
export const isYoung = (seen: readonly number[], deliveredAt: number): boolean =>
  [...seen, deliveredAt].every((time) => !Number.isNaN(time)) &&
  THREE_AM - Math.min(seen[0] ?? deliveredAt, deliveredAt) <= DAY_MS;

export const isSevere = (label: unknown): boolean =>
  typeof label === 'string' && ['high', 'critical'].includes(label.trim().toLowerCase());

const onlyDisables = (value: unknown): boolean =>
  isBlank(at(value, 'action')) || at(value, 'action') === 'disable';

/** Whether an event is complete, new, and asks for no more than it may. */
export const isPlainEvent = (event: unknown): boolean =>
  isText(at(event, 'id')) &&
  isText(at(event, 'source')) &&
  typeof at(event, 'detail-type') === 'string' &&
  isBlank(at(event, 'replay-name')) &&
  onlyDisables(event) &&
  onlyDisables(at(event, 'detail'));
