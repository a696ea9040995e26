import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { LineSchema } from '../../lambda/contract/text.ts';
import type { OpenStack } from '../aws/open-stack.ts';

/** A line of the function's log: one of its own, or one with which Lambda reports a run that it ended. */
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

export type StoredEntry = { id: string; at: number; raw: string; entry: LogEntry };

const entryOf = (raw: string): LogEntry | undefined => {
  try {
    const { data } = EntrySchema.safeParse(JSON.parse(raw));
    // Metrics are lines, too, and so are the start and end of each run.
    return data?.code === undefined ? undefined : data;
  } catch {
    // Lambda's own words about a run that it ended: a time-out, no memory.
    const text = LineSchema.parse(raw);
    return /task timed out|runtime\.|error/i.test(text) ? { level: 'error', message: text } : undefined;
  }
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
      if (entry !== undefined) entries.push({ id: eventId, at: timestamp, raw: message, entry });
    }
  return entries.sort((one, other) => one.at - other.at);
};
