import { THREE_AM } from '../../../alerts.ts';
import { at, isBlank, isText } from './values.ts';

const DAY_MS = 86_400_000;

const MOMENT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(\.\d+)?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)$/;

/** Nothing before it is a time. */
const FIRST = Date.parse('2010-01-01');

const ofText = (text: string): number => {
  const [, date, minutes, seconds = ':00', fraction = '.0', zone = '+00', rest = '00'] =
    MOMENT.exec(text) ?? [];
  return Date.parse(`${date}T${minutes}${seconds}${fraction.slice(0, 4)}${zone}:${rest}`);
};

const ofCount = (count: number): number =>
  [1e3, 1, 1e-3, 1e-6].map((unit) => count * unit)[[1e11, 1e14, 1e17].filter((end) => count >= end).length] ??
  Number.NaN;

/** In ms since the epoch; NaN where it is no time. */
export const momentOf = (value: unknown): number => {
  const isCount = typeof value === 'number' || (typeof value === 'string' && /^ *\d+(\.\d*)? *$/.test(value));
  const time = isCount
    ? ofCount(Number(value))
    : typeof value === 'string'
      ? ofText(value.trim())
      : Number.NaN;
  return time >= FIRST ? time : Number.NaN;
};

/**
 * Whether what was seen or changed then, and delivered then, is of the last day; a time that can't be read, or is more
 * than a day ahead, says nothing.
 */
export const isYoung = (times: readonly number[], deliveredAt: number): boolean => {
  const usable = times.filter((time) => time <= deliveredAt + DAY_MS);
  const latest = usable.length === 0 ? deliveredAt : Math.min(Math.max(...usable), deliveredAt);
  return !Number.isNaN(deliveredAt) && THREE_AM - latest <= DAY_MS;
};

/** Words for high and critical. */
const SEVERE = [
  ...['high', 'major', 'important', 'error', 'sev2', 'p2', 'critical', 'crit', 'severe', 'fatal', 'urgent'],
  ...['emergency', 'sev1', 'p1', 'sev0', 'p0'],
];

export const isSevere = (label: unknown): boolean =>
  typeof label === 'string' && SEVERE.includes(label.toLowerCase().replaceAll(/[ _-]|\s/g, ''));

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
