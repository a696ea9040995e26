import * as z from 'zod/mini';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE, ResultSchema } from '../../lambda/contract/result.ts';
import { outcomeAnchor, runbookLink } from '../runbook.ts';

/** `detail-type` and source of what CloudWatch sends about alarms, on the bus `default`. */
export const ALARM_SOURCE = 'aws.cloudwatch';
export const ALARM_DETAIL_TYPE = 'CloudWatch Alarm State Change';

const { resultId, requestKey, outcome, summary, trigger, client, timeToContainMs, warnings, nextSteps } =
  ResultSchema.def.shape;

const EventSchema = z.discriminatedUnion('source', [
  z.object({
    source: z.literal(RESULT_SOURCE),
    'detail-type': z.literal(RESULT_DETAIL_TYPE),
    // Only what is shown: on a shared bus, results of another version should be shown too.
    detail: z.object({
      resultId,
      requestKey,
      outcome,
      summary,
      trigger,
      client,
      timeToContainMs,
      warnings,
      nextSteps,
    }),
  }),
  z.object({
    source: z.literal(ALARM_SOURCE),
    'detail-type': z.literal(ALARM_DETAIL_TYPE),
    id: z.string(),
    detail: z.object({
      alarmName: z.string(),
      state: z.object({ value: z.string() }),
      configuration: z.object({ description: z.optional(z.string()) }),
    }),
  }),
]);

/**
 * A message of Amazon Q Developer in chat applications.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export type ChatMessage = {
  version: '1.0';
  source: 'custom';
  id: string;
  content: { textType: 'client-markdown'; title: string; description: string; nextSteps?: string[] };
  metadata: { threadId: string; eventType: string; additionalContext?: Record<string, string> };
};

const MAX_TITLE = 250;
const MAX_DESCRIPTION = 8_000;
/** The door keeps no longer text: more was not written by the kill switch. */
const MAX_QUOTED = 1_000;

/** Our own words. Slack reads links, mentions and channel calls between `<` and `>`. */
const own = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Words of others: one line of code, in which neither Slack nor Teams reads a link, a mention or a format. */
const quoted = (text: string): string =>
  `\`${own(text.slice(0, MAX_QUOTED).replaceAll(/\s+/g, ' ').replaceAll('`', "'"))}\``;

type Fact = readonly [name: string, value: string | null | undefined];

const lines = (heading: string, facts: readonly Fact[], write: (text: string) => string): string[] => {
  const known = facts.flatMap(([name, value]) => (value ? [`- ${name}: ${write(value)}`] : []));
  return known.length === 0 ? [] : ['', `*${heading}*`, ...known];
};

const seconds = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : `${(milliseconds / 1_000).toFixed(1)} s`;

/**
 * The chat message of a result or of an alarm.
 * @param event - as EventBridge delivers it
 * @throws ZodMiniError for any other event
 */
export const chatMessageOf = (event: unknown, runbookUrl: string): ChatMessage => {
  const read = EventSchema.parse(event);
  if (read.source === ALARM_SOURCE) {
    const { alarmName, state, configuration } = read.detail;
    return {
      version: '1.0',
      source: 'custom',
      id: read.id,
      content: {
        textType: 'client-markdown',
        title: `${state.value}: ${alarmName}`.slice(0, MAX_TITLE),
        description: own(configuration.description ?? alarmName).slice(0, MAX_DESCRIPTION),
      },
      metadata: { threadId: alarmName, eventType: read['detail-type'] },
    };
  }
  const { detail: result } = read;
  const { client: of, trigger: by } = result;
  const clientId = of?.clientId;
  return {
    version: '1.0',
    source: 'custom',
    id: result.resultId,
    content: {
      textType: 'client-markdown',
      title: `DocSpace OAuth2 client ${clientId ?? ''}: ${result.outcome}`.replace(' :', ':'),
      description: [
        own(result.summary),
        ...lines(
          'Facts',
          [
            ['Portal', of?.portal],
            ['Started by', by.type],
            ['Severity', by.severity],
            ['Detected', by.detectedAt],
            ['Contained after', seconds(result.timeToContainMs)],
            ['Warnings', result.warnings.join(', ')],
            ['Result', result.resultId],
          ],
          own,
        ),
        ...lines(
          'Written by others, not proven',
          [
            ['Name of the client', of?.name],
            ['Reason', by.reason],
            ['Operator', by.operator],
            ['Sender', by.source],
            ['Alert', by.alertId],
          ],
          quoted,
        ),
      ]
        .join('\n')
        .slice(0, MAX_DESCRIPTION),
      nextSteps: [
        ...result.nextSteps,
        `What to do: ${runbookLink(runbookUrl, outcomeAnchor(result.outcome))}`,
      ].map(own),
    },
    metadata: {
      threadId: clientId ?? result.requestKey,
      eventType: RESULT_DETAIL_TYPE,
      additionalContext: {
        outcome: result.outcome,
        ...(clientId === undefined ? {} : { clientId }),
      },
    },
  };
};
