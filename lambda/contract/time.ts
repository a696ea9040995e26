import * as z from 'zod/mini';
import { absent } from './text.ts';

/** No time is longer; longer texts are not tried. */
const MAX_LENGTH = 256;

/** No alert is older: a number for a time before this is a zero, a counter, or in another unit. */
const FIRST_MS = Date.UTC(2010);
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const DIGITS = /^\d+(?:\.\d*)?(?:e\+?\d\d?)?$/i;

/** Date, hours and minutes, and what may follow: seconds, their fraction, and always a zone. */
const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:T|\s+)(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?\s*(?:Z|UTC|GMT|([+-])(\d\d)(?::?(\d\d))?)$/i;

/** Senders differ in the unit, and the size of the number shows it: seconds, milliseconds, microseconds, nanoseconds. */
const fromEpoch = (count: number): number => {
  if (count < 1e11) return count * 1e3;
  if (count < 1e14) return count;
  return count < 1e17 ? count / 1e3 : count / 1e6;
};

/**
 * The one reader of times, for every format: ISO 8601 with a zone in its usual spellings, or a count since 1970 in
 * seconds, milliseconds, microseconds or nanoseconds, with fractions, and as a text, too. Years 2010 to 9999.
 */
const read = (value: unknown): Date | null => {
  const text = typeof value === 'string' && value.length <= MAX_LENGTH ? value.trim() : '';
  const [all, ...parts] = ISO.exec(text) ?? [];
  let milliseconds = Number.NaN;
  if (typeof value === 'number' || DIGITS.test(text)) milliseconds = fromEpoch(Number(value));
  else if (all !== undefined) {
    const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts
      .slice(0, 6)
      .map((part = '0') => Number(part));
    const [fraction = '', sign = '+', zoneHours = '00', zoneMinutes = '00'] = parts.slice(6);
    const date = new Date(Date.UTC(year, month - 1, day));
    const isOnCalendar = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    const offset = Number(`${sign}1`) * (Number(zoneHours) * 60 + Number(zoneMinutes));
    const isOnClock = hours < 24 && minutes < 60 && seconds <= 60 && zoneHours < '24' && zoneMinutes < '60';
    if (isOnCalendar && isOnClock)
      milliseconds =
        date.getTime() +
        ((hours * 60 + minutes - offset) * 60 + seconds) * 1_000 +
        Number(fraction.slice(0, 3).padEnd(3, '0'));
  }
  const isMeant = milliseconds >= FIRST_MS && milliseconds <= LAST_MS;
  return isMeant ? new Date(Math.round(milliseconds)) : null;
};

/** A time that may be wrong without harm: `null` if it cannot be read, undefined if there is none. */
export const MomentSchema = z.pipe(
  z.transform((value) => (absent(value) === undefined ? undefined : read(value))),
  z.optional(z.nullable(z.date())),
);

export type Moment = z.infer<typeof MomentSchema>;

const TIME = 'must be an ISO 8601 time with a zone, for example 2026-01-31T03:00:00Z';

/** A time that must be readable. */
export const TimeSchema = z.pipe(
  z.pipe(
    z.union([z.string(), z.number()], TIME),
    z.transform((value: string | number) => read(value)),
  ),
  z.date(TIME),
);
