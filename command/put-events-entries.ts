import * as z from 'zod';
import { UsageError } from './usage-error.ts';

/** An entry of `aws events put-events`, by what only such an entry has. */
const EntrySchema = z.looseObject({
  Source: z.optional(z.unknown()),
  DetailType: z.unknown(),
  Detail: z.string(),
  Time: z.optional(z.unknown()),
  Resources: z.optional(z.unknown()),
});

const RequestSchema = z.looseObject({ Entries: z.array(EntrySchema) });

const detailOf = (text: string, at: number, name: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      `${name} holds entries of put-events, and the Detail of entry ${at + 1} is not JSON: EventBridge would not take it`,
    );
  }
};

/** What EventBridge adds to an entry. */
type Surroundings = { now: () => Date; newId: () => string };

/**
 * The events that EventBridge makes of the entries of a `put-events`: of a list of them, of `{"Entries": […]}`, or of
 * one alone. Anything else stays as it is.
 * @throws UsageError
 */
export const fromPutEvents = (value: unknown, name: string, { now, newId }: Surroundings): unknown => {
  const request = RequestSchema.safeParse(value).data?.Entries;
  const list = request ?? z.array(EntrySchema).min(1).safeParse(value).data;
  const single = EntrySchema.safeParse(value).data;
  const entries = list ?? (single === undefined ? undefined : [single]);
  if (entries === undefined) return value;
  const events = entries.map(({ Source, DetailType, Detail, Time, Resources = [] }, at) => ({
    version: '0',
    id: newId(),
    source: Source,
    'detail-type': DetailType,
    time: Time ?? now().toISOString(),
    resources: Resources,
    detail: detailOf(Detail, at, name),
  }));
  const [only] = events;
  return events.length === 1 ? only : events;
};
