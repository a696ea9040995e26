import * as z from 'zod/mini';

/**
 * The requests of the stack's own schedules. They have a shape of their own, so that they are never mixed up with those
 * of a person: the daily canary counts only when it really ran.
 */
export const ScheduledRequestSchema = z.pipe(
  z.strictObject({ schedule: z.enum(['check', 'watch'], 'must be "check" or "watch"') }),
  z.transform(({ schedule }) =>
    schedule === 'check'
      ? { trigger: 'schedule' as const, action: 'check' as const }
      : { trigger: 'schedule' as const, action: 'watch' as const },
  ),
);

export type ScheduledRequest = z.infer<typeof ScheduledRequestSchema>;
