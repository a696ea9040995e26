import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Answered, resultsIn } from './answer.ts';

/**
 * Sends one event to the function and waits for its results.
 * @param functionName its name, or the ARN of one of its aliases
 * @returns `undefined` where the function threw, as it does for every alert that is not final, or where its answer
 *   cannot be read
 */
export const askFunction = async (
  client: LambdaClient,
  functionName: string,
  event: unknown,
): Promise<Answered[] | undefined> => {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
  if (FunctionError !== undefined || Payload === undefined) return undefined;
  return resultsIn(Buffer.from(Payload).toString('utf8'));
};
