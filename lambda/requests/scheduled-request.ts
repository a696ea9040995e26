import * as z from 'zod';

/**
 * What the stack's own schedules send. A shape of its own, so that what a schedule proves is never mixed up with
 * what a person tried: the daily canary counts only when it really ran.
 */
export const ScheduledRequestSchema = z
  .strictObject({ schedule: z.literal('check', 'must be "check"') })
  .transform(({ schedule }) => ({ trigger: 'schedule' as const, action: schedule }));

export type ScheduledRequest = z.infer<typeof ScheduledRequestSchema>;
