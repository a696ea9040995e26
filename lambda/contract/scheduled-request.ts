import * as z from 'zod/mini';

/**
 * What the stack's own schedules send. A shape of its own, so that what a schedule proves is never mixed up with
 * what a person tried: the daily canary counts only when it really ran.
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
