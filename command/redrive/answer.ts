import * as z from 'zod/mini';
import { OutcomeSchema } from '../../lambda/contract/outcome.ts';
import { ResultSchema } from '../../lambda/contract/result.ts';

const { summary, guard, client } = ResultSchema.shape;

/** What redriving reads of a result; a newer function may say more. */
const OneSchema = z.object({
  outcome: OutcomeSchema,
  summary,
  guard,
  client: z.nullable(z.pick(client.def.innerType, { clientId: true })),
});

const AnswerSchema = z.union([
  z.array(OneSchema).check(z.minLength(1)),
  z.pipe(
    OneSchema,
    z.transform((result) => [result]),
  ),
]);

export type Answered = z.infer<typeof OneSchema>;

/** The results in the function's answer; `undefined` where it holds none. */
export const resultsIn = (payload: string): Answered[] | undefined => {
  try {
    return AnswerSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
};
