import * as z from 'zod/mini';

/** Ascending: the position is the rank. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Other words that people and products use for them; blanks, hyphens and underscores left out. */
const SYNONYMS: Readonly<Record<Severity, readonly string[]>> = {
  informational: ['info', 'information', 'sev5', 'p5'],
  low: ['minor', 'sev4', 'p4'],
  medium: ['med', 'moderate', 'warning', 'sev3', 'p3'],
  high: ['major', 'important', 'error', 'sev2', 'p2'],
  critical: ['crit', 'severe', 'fatal', 'urgent', 'emergency', 'sev1', 'p1', 'sev0', 'p0'],
};

/** No word is longer. */
const MAX_LENGTH = 64;

const ONE_OF = `must be one of ${SEVERITIES.join(', ')}, or a usual other word for one, such as INFO, MODERATE, SEV1 to SEV5, P1 to P5`;

/** A severity as people write it. */
export const SeveritySchema = z.pipe(
  z.pipe(
    z
      .string(ONE_OF)
      .check(
        z.toLowerCase(),
        z.describe(`${SEVERITIES.join(', ')}, in any case, or a usual other word; default high`),
      ),
    z.transform((word) => {
      const plain = word.slice(0, MAX_LENGTH).replaceAll(/[\s_-]/g, '');
      return SEVERITIES.find((severity) => severity === plain || SYNONYMS[severity].includes(plain));
    }),
  ),
  z.enum(SEVERITIES, ONE_OF),
);
