import * as z from 'zod/mini';
import { optional } from './lenient.ts';
import { IdSchema, LineSchema } from './text.ts';

const TIME = 'must be an ISO 8601 time with a zone, for example 2026-01-31T03:00:00Z';

/** No time is longer, and no expression is tried on more. */
export const MAX_TIME_LENGTH = 64;

export const TimeSchema = z
  .pipe(
    z
      .string(TIME)
      .check(
        z.maxLength(MAX_TIME_LENGTH, { error: TIME, abort: true }),
        z.iso.datetime({ offset: true, error: TIME }),
      ),
    z.transform((time) => new Date(time)),
  )
  // A zone can carry the first and the last day out of the years that ISO 8601 writes with four digits.
  .check(z.refine((time) => time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9_999, TIME));

/** What an event may ask for, if it says so at all. */
export const OnlyDisableSchema = optional(
  z.literal('disable', 'must be "disable" or absent: an event can only disable'),
);

/**
 * What every event of EventBridge has beside its detail; `id`, not an id of the sender's, is what makes two
 * deliveries the same.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export const envelope = {
  id: IdSchema.check(z.refine((id) => id !== '', 'must not be empty')),
  source: IdSchema.check(z.refine((source) => source !== '', 'must not be empty')),
  'detail-type': LineSchema,
  time: TimeSchema,
  'replay-name': optional(LineSchema).check(z.describe('set by EventBridge on a replay from an archive')),
  action: OnlyDisableSchema,
};
