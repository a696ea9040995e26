import type * as z from 'zod/mini';
import type { Severity } from '../contract/severity.ts';
import type { Moment } from '../contract/time.ts';

/** What a finding says besides the client that it names. */
type FindingFields = {
  severity: Severity;
  reason: string;
  /** When its source saw what it is about. */
  seen: readonly Moment[];
  /** When anybody changed it last, apart from that. */
  changed: readonly Moment[];
  /** The field that takes it back, and what it says. */
  inactive: string | undefined;
};

/** A value under the key, right or wrong, and its place seen from the finding. */
export type Found = { place: string; value: unknown };

/** One kind of place, in words of the format, and all that was found there. */
export type Search = { where: string; found: readonly Found[] };

/** By what Security Hub is asked for a finding, and the newest note on it. */
export type FindingAddress = {
  id: string;
  product: string | null;
  note: { text: string; by: string; at: Moment } | undefined;
};

/** One format of findings: where it puts what an alert needs. */
export type FindingAdapter = {
  /** For sentences. */
  title: string;
  /** Looks for the key in every place that counts, also if this finding has no such place. */
  search: (finding: unknown, key: string) => readonly Search[];
  fields: z.ZodMiniType<FindingFields>;
  /** The id alone, of a finding of which nothing else may be readable. */
  idOf: (finding: unknown) => string | undefined;
  addressOf: (finding: unknown) => FindingAddress | undefined;
};
