import * as z from 'zod/mini';
import { ResultSchema } from '../../lambda/contract/result.ts';
import { jsonIn } from '../json-in.ts';

const { requestKey, final, summary, guard, error, trigger, client } = ResultSchema.shape;
const { eventId, alertId, source } = trigger.shape;

/** What redriving reads of a result; a newer function may add fields and outcomes. */
const OneSchema = z.object({
  requestKey,
  final,
  /** Not the closed union: an outcome that is unknown here keeps its message, and must not hide the others. */
  outcome: z.string().check(z.regex(/^[a-z][a-z-]{0,39}$/)),
  summary,
  guard,
  error,
  trigger: z.object({ eventId, alertId, source }),
  client: z.nullable(z.pick(client.def.innerType, { clientId: true })),
  proof: z.object({ basis: z.string() }),
});

const AnswerSchema = z.union([
  z.array(OneSchema),
  z.pipe(
    OneSchema,
    z.transform((result) => [result]),
  ),
]);

export type Answered = z.infer<typeof OneSchema>;

/** The results in the function's answer; `undefined` where it cannot be read. */
export const resultsIn = (payload: string): Answered[] | undefined =>
  AnswerSchema.safeParse(jsonIn(payload)).data;
