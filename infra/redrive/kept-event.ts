import * as z from 'zod';
import { ClientIdSchema } from '../../lambda/requests/client-id.ts';

/** What Lambda wraps around a payload that it gives up. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const GivenUpSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.unknown(),
});

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/**
 * The event in a message of either queue: EventBridge keeps the event itself, Lambda wraps it.
 * @returns `undefined` where the body is neither
 */
export const keptEvent = (body: string): unknown => {
  const content = parsed(body);
  if (typeof content !== 'object' || content === null) return undefined;
  const givenUp = GivenUpSchema.safeParse(content);
  const event = givenUp.success ? givenUp.data.requestPayload : content;
  return typeof event === 'object' && event !== null ? event : undefined;
};

const DrillSchema = z.object({ detail: z.object({ dryRun: z.literal(true) }) });

/** Whether an event, or every event of an array, asked for a drill itself. */
export const isDrill = (event: unknown): boolean => {
  const events = Array.isArray(event) ? event : [event];
  return events.every((one) => DrillSchema.safeParse(one).success);
};

const NamesClientSchema = z.object({
  detail: z
    .object({ clientId: ClientIdSchema })
    .or(z.object({ client_id: ClientIdSchema }).transform(({ client_id: clientId }) => ({ clientId }))),
});

/** The clients that an event, or an array of them, names: UUIDs only, so they can be shown anywhere. */
export const clientsIn = (event: unknown): string[] => {
  const events = Array.isArray(event) ? event : [event];
  return events.flatMap((one) => NamesClientSchema.safeParse(one).data?.detail.clientId ?? []);
};

/** Clients that nothing but a drill names, in an array that holds more than drills. */
export const clientsOfDrillsIn = (event: unknown): string[] => {
  const events = Array.isArray(event) ? event : [event];
  const meant = new Set(clientsIn(events.filter((one) => !isDrill(one))));
  return clientsIn(events.filter(isDrill)).filter((clientId) => !meant.has(clientId));
};
