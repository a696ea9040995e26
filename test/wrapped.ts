export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:security-alerts';
export const QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:security-alerts';

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content);

/** How SNS numbers its messages. */
export const messageIdOf = (n: number): string => `c0ffee00-0000-4000-8000-${`${n}`.padStart(12, '0')}`;

/** What SNS writes into a queue, and sends by HTTP. */
export const notification = (content: unknown, { id = messageIdOf(1), topic = TOPIC } = {}) => ({
  Type: 'Notification',
  MessageId: id,
  TopicArn: topic,
  Message: textOf(content),
  Timestamp: '2026-01-31T02:59:59.000Z',
  SignatureVersion: '1',
  Signature: 'c2lnbmF0dXJl',
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/certificate.pem',
  UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
});

/** What SNS invokes a function with; in practice always one record. */
export const snsEvent = (...contents: unknown[]) => ({
  Records: contents.map((content, n) => ({
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: `${TOPIC}:0d1b5c3e`,
    Sns: { ...notification(content, { id: messageIdOf(n + 1) }), Subject: null, MessageAttributes: {} },
  })),
});

/** What an EventBridge Pipe delivers of a queue. */
export const sqsRecords = (...contents: unknown[]) =>
  contents.map((content, n) => ({
    messageId: messageIdOf(n + 1),
    receiptHandle: 'AQEBexample',
    body: textOf(content),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1769828398000', SenderId: 'AIDAEXAMPLE' },
    messageAttributes: {},
    md5OfBody: '0',
    eventSource: 'aws:sqs',
    eventSourceARN: QUEUE,
    awsRegion: 'eu-central-1',
  }));

/** What an event source mapping invokes a function with. */
export const sqsEvent = (...contents: unknown[]) => ({ Records: sqsRecords(...contents) });

/** Ways to wrap one alert, each with where it says it came from. */
export const WRAPPINGS: readonly (readonly [
  name: string,
  wrap: (alert: unknown) => unknown,
  transport: string | undefined,
])[] = [
  ['a record of SNS', (alert) => snsEvent(alert), TOPIC],
  ['a record of SQS', (alert) => sqsEvent(alert), QUEUE],
  ['the bare array that a pipe delivers', (alert) => sqsRecords(alert), QUEUE],
  ['a notification of SNS in a body of SQS', (alert) => sqsEvent(notification(alert)), QUEUE],
  ['the same through a pipe', (alert) => sqsRecords(notification(alert)), QUEUE],
  ['a bare notification, as a pipe makes it of a body', (alert) => [notification(alert)], TOPIC],
  ['a text of JSON', (alert) => JSON.stringify(alert), undefined],
  ['a text of a text of JSON', (alert) => JSON.stringify(JSON.stringify(alert)), undefined],
  [
    'a record of SNS that was encoded twice',
    (alert) => snsEvent(JSON.stringify(JSON.stringify(alert))),
    TOPIC,
  ],
  ['three layers', (alert) => sqsEvent(notification(JSON.stringify(JSON.stringify(alert)))), QUEUE],
  ['a list of one in a body of SQS', (alert) => sqsEvent([alert]), QUEUE],
  ['an array that holds a record', (alert) => [snsEvent(alert)], TOPIC],
];
