import * as z from 'zod';

/** Ascending: the position is the rank. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;

/** A severity in any case. */
export const SeveritySchema = z
  .string(`must be one of ${SEVERITIES.join(', ')}`)
  .meta({ description: `${SEVERITIES.join(', ')}, in any case; default high` })
  .transform((severity) => severity.trim().toLowerCase())
  .pipe(z.enum(SEVERITIES, `must be one of ${SEVERITIES.join(', ')}`));

export type Severity = z.infer<typeof SeveritySchema>;
