import { readFileSync } from 'node:fs';
import * as z from 'zod';

const EventSchema = z.looseObject({
  id: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  detail: z.looseObject({}),
});

const TransformerSchema = z.object({
  InputPathsMap: z.record(z.string(), z.string().startsWith('$.')),
  InputTemplate: z.string(),
});

export const EXAMPLES = ['partner-event', 'siem-event'] as const;

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../docs/detectors/${path}.json`, import.meta.url), 'utf8'));

/** What the documents show of a detector of others: its event, the rule's pattern, and the transformer. */
export const detectorExample = (name: (typeof EXAMPLES)[number]) => ({
  event: EventSchema.parse(read(`${name}/event`)),
  pattern: z.record(z.string(), z.unknown()).parse(read(`${name}/pattern`)),
  transformer: TransformerSchema.parse(read(`${name}/transformer`)),
});
