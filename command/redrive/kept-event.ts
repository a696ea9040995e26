import * as z from 'zod';
import { jsonIn } from '../json-in.ts';

/** What Lambda wraps around a payload that it gives up. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const GivenUpSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.unknown(),
});

/**
 * The payload in a message of either queue: EventBridge keeps the event itself, Lambda wraps what it was given.
 * @returns `undefined` where the body holds no JSON object or array
 */
export const keptEvent = (body: string): unknown => {
  const content = jsonIn(body);
  if (typeof content !== 'object' || content === null) return undefined;
  const givenUp = GivenUpSchema.safeParse(content);
  const event = givenUp.success ? givenUp.data.requestPayload : content;
  return typeof event === 'object' && event !== null ? event : undefined;
};
