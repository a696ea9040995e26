import { at, isObject, isText, listOf } from './values.ts';

/** An event, and the topic or queue that the outermost wrapper names. */
export type Wrapped = { event: unknown; by: string | undefined };

const MACHINE_KEYS = [
  'Records',
  'Sns',
  'TopicArn',
  'eventSourceARN',
  'eventSource',
  'EventSource',
  'records',
];
const OTHER_KEYS = ['requestContext', 'httpMethod', 'isBase64Encoded', 'requestPayload', 'responsePayload'];

/** Whether only a machine sends it, so that no person can have meant it. */
export const isOfMachine = (payload: object): boolean =>
  [...MACHINE_KEYS, ...OTHER_KEYS].some((key) => Object.hasOwn(payload, key)) ||
  (Object.hasOwn(payload, 'resultId') && Object.hasOwn(payload, 'requestKey'));

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
};

/** Paths of a message's id, of where it comes from and of what it holds, by the kind of wrapper. */
const KINDS = [
  [
    ['Sns', 'MessageId'],
    ['Sns', 'TopicArn'],
    ['Sns', 'Message'],
  ],
  [['MessageId'], ['TopicArn'], ['Message']],
  [['messageId'], ['eventSourceARN'], ['body']],
] as const;

const LAYERS = 3;

const inside = (value: unknown, layers: number, by: string | undefined): Wrapped[] => {
  const here = layers < LAYERS ? [{ event: value, by }] : [];
  if (Array.isArray(value))
    return value.length > 10_000 ? [] : value.flatMap((one) => inside(one, layers, by));
  if (layers === 0) return here;
  if (typeof value === 'string') return inside(parsed(value), layers - 1, by);
  if (!isObject(value)) return [];
  const deeper = KINDS.flatMap(([id, from, content]) => {
    const arn = at(value, ...from);
    return isText(at(value, ...id)) && typeof arn === 'string' && isText(arn)
      ? inside(parsed(at(value, ...content)), layers - 1, by ?? arn.trim())
      : [];
  });
  return [
    ...here,
    ...deeper,
    ...listOf(at(value, 'Records')).flatMap((record) => inside(record, layers, by)),
  ];
};

/** Every event that may be in a wrapper. */
export const wrappedIn = (payload: unknown): Wrapped[] => inside(payload, LAYERS, undefined);
