import type { Outcome } from '../contract/outcome.ts';
import type { Dialect } from '../docspace/dialect.ts';
import type { Evidence } from '../docspace/proof.ts';
import { isUnknownClient } from '../docspace/unknown-client.ts';
import type { Ending } from '../report/ending.ts';

/** The outcome that the evidence of a change allows. @param proven the outcome where the change is proven */
export const judge = (
  { verdict, error }: Evidence,
  proven: Outcome,
  portal: Dialect,
): Pick<Ending, 'outcome' | 'error'> => {
  switch (verdict) {
    case 'proven':
      return { outcome: proven };
    case 'unproven':
    case 'unprovable':
      return { outcome: 'unverified', error };
    case 'unwritten':
      return { outcome: isUnknownClient(error, portal) ? 'not-found' : 'failed', error };
    default:
      return verdict satisfies never;
  }
};
