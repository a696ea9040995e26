import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { LineSchema } from '../../lambda/contract/text.ts';
import type { OpenStack } from '../aws/open-stack.ts';
import { jsonIn } from '../json-in.ts';

/** A line of the function's log that its own code wrote. */
const EntrySchema = z.looseObject({
  timestamp: z.string().optional(),
  level: z.string().optional(),
  message: z.string().optional(),
  code: z.string().optional(),
  requestKey: z.string().optional(),
  clientId: z.string().optional(),
  outcome: z.string().optional(),
  guard: z.string().optional(),
  error: z.string().optional(),
  problem: z.string().optional(),
});

export type LogEntry = z.infer<typeof EntrySchema>;

/** What is logged in place of the function about a run that it could not end: by Node's runtime, and by Lambda. */
const EndedSchema = z.union([
  z
    .object({
      level: z.string(),
      message: z.object({ errorType: z.string(), errorMessage: z.string() }),
    })
    .transform(({ level, message: { errorType, errorMessage } }) => ({
      level,
      message: `${errorType}: ${errorMessage}`,
    })),
  z
    .object({
      type: z.literal('platform.report'),
      record: z.object({ status: z.enum(['timeout', 'failure']) }),
    })
    .transform(({ record: { status } }) => ({ level: 'error', message: `Lambda ended the run: ${status}` })),
]);

export type StoredEntry = { id: string; at: number; entry: LogEntry };

const entryOf = (raw: string): LogEntry | undefined => {
  const content = jsonIn(raw);
  if (content === undefined) {
    const text = LineSchema.parse(raw);
    return /task timed out|runtime\.|error/i.test(text) ? { level: 'error', message: text } : undefined;
  }
  const own = EntrySchema.safeParse(content).data;
  // Metrics are lines, too, and so are the start and end of each run.
  return own?.code === undefined ? EndedSchema.safeParse(content).data : own;
};

/** The entries of the function's log, from a time on, oldest first. @param since in ms since the epoch */
export const logEntries = async (
  stack: OpenStack,
  { since, containing }: { since: number; containing?: string },
): Promise<StoredEntry[]> => {
  const client = new CloudWatchLogsClient(stack.aws);
  const pages = paginateFilterLogEvents(
    { client },
    {
      logGroupName: stack.output('logGroupName'),
      startTime: since,
      ...(containing === undefined ? {} : { filterPattern: `"${containing}"` }),
    },
  );
  const entries: StoredEntry[] = [];
  for await (const { events = [] } of pages)
    for (const { eventId = '', timestamp = 0, message = '' } of events) {
      const entry = entryOf(message);
      if (entry !== undefined) entries.push({ id: eventId, at: timestamp, entry });
    }
  return entries.sort((one, other) => one.at - other.at);
};
