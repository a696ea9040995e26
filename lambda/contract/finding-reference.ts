import * as z from 'zod/mini';
import { FINDING_FORMATS } from './finding-format.ts';

/** The longest id of Security Hub. Longer texts are not tried. */
const MAX_LENGTH = 512;

/**
 * An id by which Security Hub is asked for a finding: it must arrive as it came, so it is neither cleaned nor cut. What is
 * not printable, or longer than Security Hub allows, is refused.
 */
export const ExactIdSchema = z
  .string()
  .check(
    z.maxLength(MAX_LENGTH, { error: 'is too long', abort: true }),
    z.regex(/^[!-~](?:[ -~]*[!-~])?$/, 'must be printable'),
  );

/** A finding of Security Hub as one detection of it: the same finding that is seen again is another. */
export const FindingReferenceSchema = z
  .object({
    format: z.enum(FINDING_FORMATS),
    id: ExactIdSchema.check(z.describe('asff: Id; ocsf: metadata.uid')),
    product: z.nullable(ExactIdSchema).check(z.describe('asff: ProductArn')),
    account: ExactIdSchema,
    region: ExactIdSchema,
    lastSeenAt: z.iso.datetime(),
    noted: z.boolean().check(z.describe('bears a note that was written since it was last seen')),
  })
  .check(z.describe('the finding of Security Hub; absent: none, or it does not say all of this'));

export type FindingReference = z.infer<typeof FindingReferenceSchema>;
