import type * as z from 'zod/mini';
import type { Severity } from '../../contract/severity.ts';
import type { InactiveState } from '../alert.ts';
import type { Placed } from '../placed.ts';

/** What a finding says beside the client that it names. Places are seen from the finding. */
type FindingFields = {
  id: Placed<string | undefined>;
  severity: Placed<Severity>;
  reason: Placed<string>;
  /** In the order in which they count. */
  detectedAt: readonly Placed<Date | undefined>[];
  inactive: InactiveState | undefined;
};

/** One kind of place, in words of the format, and every value that stands there under the key, right or wrong. */
export type Search = { where: string; found: readonly Placed<unknown>[] };

/** One format of findings: where it puts what an alert needs. */
export type FindingAdapter = {
  /** For sentences. */
  title: string;
  /** Looks for the key everywhere where it counts, whether there is such a place in this finding or not. */
  search: (finding: unknown, key: string) => readonly Search[];
  fields: z.ZodMiniType<FindingFields>;
  /** The id alone, of a finding of which nothing else may be readable. */
  idOf: (finding: unknown) => string | undefined;
};
