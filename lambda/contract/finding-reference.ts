import * as z from 'zod/mini';
import { FINDING_FORMATS } from './finding-format.ts';

/**
 * An id by which Security Hub is asked for a finding: it must arrive as it came, so it is neither cleaned nor cut. What is
 * not printable, or longer than Security Hub allows, is refused.
 */
export const ExactIdSchema = z.string().check(z.regex(/^[!-~](?:[ -~]{0,510}[!-~])?$/));

/** A finding of Security Hub as one detection of it: the same finding that is seen again is another. */
export const FindingReferenceSchema = z
  .object({
    format: z.enum(FINDING_FORMATS),
    id: ExactIdSchema.check(z.describe('asff: Id; ocsf: metadata.uid')),
    product: z.nullable(ExactIdSchema).check(z.describe('asff: ProductArn')),
    account: z.string().check(z.regex(/^\d{12}$/), z.describe('of the Security Hub that sent it')),
    region: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/)),
    lastSeenAt: z.iso.datetime().check(z.describe('as the finding says, whatever the clocks here say')),
    noted: z.boolean().check(z.describe('somebody has written a note on it since it was last seen')),
  })
  .check(
    z.describe('the finding of Security Hub; absent if there is none, or if it does not say all of this'),
  );

export type FindingReference = z.infer<typeof FindingReferenceSchema>;
