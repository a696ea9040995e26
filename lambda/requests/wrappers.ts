import * as z from 'zod/mini';
import { IdSchema } from '../contract/text.ts';

const MAX_LAYERS = 3;

/** The largest batch that Lambda takes from a queue. */
export const MAX_RECORDS = 10_000;

/** The topic or queue that brought a message, and the message's id there. */
export type Carrier = { messageId: string; transport: string };

/** One message out of its wrapper, or what keeps it from being taken out. */
export type Message = { carrier?: Carrier | undefined; content: unknown; problem?: string };

const GivenIdSchema = IdSchema.check(z.refine((id) => id !== ''));

const SnsMessageSchema = z.pipe(
  z.object({ MessageId: GivenIdSchema, TopicArn: GivenIdSchema, Message: z.unknown() }),
  z.transform(({ MessageId, TopicArn, Message }) => ({
    carrier: { messageId: MessageId, transport: TopicArn },
    inner: Message,
  })),
);

/**
 * What brings one message each: a record of SNS, the notification that SNS writes into a queue, a record of SQS.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
const RecordSchema = z.union([
  z.pipe(
    z.object({ Sns: SnsMessageSchema }),
    z.transform(({ Sns }) => Sns),
  ),
  SnsMessageSchema,
  z.pipe(
    z.object({ messageId: GivenIdSchema, eventSourceARN: GivenIdSchema, body: z.unknown() }),
    z.transform(({ messageId, eventSourceARN, body }) => ({
      carrier: { messageId, transport: eventSourceARN },
      inner: body,
    })),
  ),
]);

const NO_MESSAGE = 'is no message of SNS or SQS: only those are unwrapped';

/** Payloads that only a machine sends and that hold no alert, each with a key that a request by hand never has. */
const NAMED: readonly (readonly [keys: readonly string[], problem: string])[] = [
  [
    ['requestPayload', 'responsePayload'],
    'is the record of a Lambda destination: put an event on the bus instead',
  ],
  [
    ['requestContext', 'httpMethod', 'isBase64Encoded'],
    'is an HTTP request: put an event on the bus instead',
  ],
  [['Records', 'records', 'eventSource', 'EventSource', 'eventSourceARN', 'Sns', 'TopicArn'], NO_MESSAGE],
];

const problemOf = (payload: object): string | undefined => {
  if ('resultId' in payload && 'requestKey' in payload) return 'is a result, not a request';
  return NAMED.find(([keys]) => keys.some((key) => Object.hasOwn(payload, key)))?.[1];
};

export const jsonIn = (text: string): { json: unknown } | undefined => {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

export const messageIn = (record: unknown): Message | undefined => {
  const read = RecordSchema.safeParse(record).data;
  if (read === undefined) return undefined;
  const { carrier, inner } = read;
  if (typeof inner !== 'string') return { carrier, content: inner };
  const inside = jsonIn(inner);
  return inside === undefined
    ? { carrier, content: inner, problem: 'holds a text that is not JSON' }
    : { carrier, content: inside.json };
};

const messagesIn = (records: readonly unknown[]): Message[] =>
  records.map((record) => messageIn(record) ?? { content: record, problem: NO_MESSAGE });

/** What one layer holds; `undefined` if there is none. */
const oneLayer = (payload: unknown): Message[] | undefined => {
  if (typeof payload === 'string') {
    const inside = jsonIn(payload);
    return inside === undefined ? undefined : [{ content: inside.json }];
  }
  if (typeof payload !== 'object' || payload === null) return undefined;
  if (Array.isArray(payload)) return isOfRecords(payload) ? messagesIn(payload) : undefined;
  const message = messageIn(payload);
  if (message !== undefined) return [message];
  const records = 'Records' in payload ? payload.Records : undefined;
  if (Array.isArray(records) && records.length >= 1 && records.length <= MAX_RECORDS)
    return messagesIn(records);
  const problem = problemOf(payload);
  return problem === undefined ? undefined : [{ content: payload, problem }];
};

/** Whether it is a list that an EventBridge Pipe delivers from a queue. */
const isOfRecords = (list: readonly unknown[]): boolean =>
  list.length <= MAX_RECORDS && messageIn(list[0]) !== undefined;

/**
 * Takes a payload out of its wrappers, at most three of them; `undefined` if it has none. The carrier is that of
 * the outermost: AWS has written it, while the sender has written everything inside.
 */
export const unwrap = (payload: unknown, layers = MAX_LAYERS): Message[] | undefined =>
  oneLayer(payload)?.flatMap((message) => {
    const { carrier, content, problem } = message;
    if (problem !== undefined) return [message];
    if (layers > 1)
      return (
        unwrap(content, layers - 1)?.map((inner) => ({ ...inner, carrier: carrier ?? inner.carrier })) ?? [
          message,
        ]
      );
    return oneLayer(content) === undefined
      ? [message]
      : [{ carrier, content, problem: `is wrapped more than ${MAX_LAYERS} times` }];
  });
