import type { Evidence } from '../docspace/proof.ts';
import type { Outcome } from './outcome.ts';
import type { ContainmentResult } from './result.ts';

/** What the story found out and did; the report makes a result of it. */
export type Findings = {
  outcome: Outcome;
  /** Name of the client as the portal shows it, cleaned. */
  name?: string | undefined;
  enabledBefore?: boolean | undefined;
  evidence?: Evidence;
  guard?: { name: string; message: string };
  error?: unknown;
  problems?: readonly string[];
  checks?: ContainmentResult['checks'];
};
