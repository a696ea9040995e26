import * as z from 'zod/mini';

/** Ascending: the position is the rank. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;

const ONE_OF = `must be one of ${SEVERITIES.join(', ')}`;

/** A severity in any case. */
export const SeveritySchema = z.pipe(
  z.pipe(
    z.string(ONE_OF).check(z.describe(`${SEVERITIES.join(', ')}, in any case; default high`)),
    z.transform((severity) => severity.trim().toLowerCase()),
  ),
  z.enum(SEVERITIES, ONE_OF),
);

export type Severity = z.infer<typeof SeveritySchema>;
