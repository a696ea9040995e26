import * as z from 'zod/mini';
import { IdSchema, LineSchema, optional } from './text.ts';
import { TimeSchema } from './time.ts';

/** What an event may ask for, if it says so at all. */
export const OnlyDisableSchema = optional(
  z.literal('disable', 'must be "disable" or absent: an event can only disable'),
);

/**
 * What every event of EventBridge has besides its detail; `id`, not an id of the sender's, is what makes two
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
