import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type ContainmentResult, ResultSchema } from '../../lambda/contract/result.ts';
import { LineSchema } from '../../lambda/contract/text.ts';
import type { OpenStack } from '../aws/open-stack.ts';
import { jsonIn } from '../json-in.ts';
import { UsageError } from '../usage-error.ts';

/** The function may run for ten minutes; a second invocation of the same alert would only wait behind the first. */
export const LAMBDA = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 620_000 },
};

/** A function of another version may have fields that are unknown here: they do not matter to the text. */
const AnswerSchema = z.union([
  z.array(z.object(ResultSchema.shape)),
  z.object(ResultSchema.shape).transform((one) => [one]),
]);
const FailureSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

export type FunctionAnswer =
  | { kind: 'results'; results: ContainmentResult[]; answer: unknown }
  /** Nothing that this version of the command can read. */
  | { kind: 'unread'; answer: unknown }
  /** The function threw, as it does for every alert that has to be delivered again. */
  | { kind: 'failed'; message: string };

/** Errors of Lambda with which nothing was started; `undefined` for any other. */
const notStarted = (error: unknown, { name, functionName, options }: OpenStack): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'ResourceNotFoundException')
    return `the stack ${name} has no function ${functionName} any more: deploy it again`;
  if (error.name === 'TooManyRequestsException')
    return `the function ${functionName} may not run now: its concurrency is used up, or 0 since an emergency stop (docspace-kill-switch resume ${options} ends it)`;
  return undefined;
};

/**
 * Sends one payload to a deployed function and waits for its answer.
 * @param target its name, or the ARN of one of its aliases
 * @throws UsageError where nothing was started
 */
export const invoke = async (target: string, payload: unknown, stack: OpenStack): Promise<FunctionAnswer> => {
  const client = new LambdaClient({ ...LAMBDA, ...stack.aws });
  try {
    const { FunctionError, Payload = new Uint8Array() } = await client.send(
      new InvokeCommand({ FunctionName: target, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    const answer = jsonIn(Buffer.from(Payload).toString('utf8'));
    if (FunctionError !== undefined) {
      const said = FailureSchema.safeParse(answer).data?.errorMessage ?? 'it gave no reason';
      return { kind: 'failed', message: LineSchema.parse(said) };
    }
    const results = AnswerSchema.safeParse(answer).data;
    return results === undefined ? { kind: 'unread', answer } : { kind: 'results', results, answer };
  } catch (error) {
    const problem = notStarted(error, stack);
    throw problem === undefined ? error : new UsageError(problem);
  }
};
