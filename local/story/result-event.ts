import {
  type ContainmentResult,
  RESULT_DETAIL_TYPE,
  RESULT_SOURCE,
  ResultSchema,
} from '../../lambda/contract/result.ts';
import { mustBe } from './narrator.ts';
import type { StoryContext } from './story-context.ts';

/** Innermost objects on one line each: short enough to read, still JSON. */
const compactJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/\{[^{}[\]]*\}/g, (inner) => inner.replace(/\s*\n\s*/g, ' '));

/** The event that goes out, in its essential fields. */
export const resultGoesOut = ({ narrator }: StoryContext, result: ContainmentResult): void => {
  narrator.chapter('The result goes out as an event');
  mustBe('the result against its schema', ResultSchema.safeParse(result).success, true);
  const { outcome, final, summary, client, proof, residualAccess, timeToContainMs, timeToProofMs } = result;
  narrator.block(
    compactJson({
      source: RESULT_SOURCE,
      'detail-type': RESULT_DETAIL_TYPE,
      detail: { outcome, final, summary, client, proof, residualAccess, timeToContainMs, timeToProofMs },
    }),
  );
  narrator.aside('These are the essential fields; --json prints all of a result.');
};
