import { describe, expect, test } from 'vitest';
import { setStage } from '../../stage.ts';
import { notification, sqsEvent } from '../../wrapped.ts';
import { CLIENT_ID } from './door.ts';

/** What somebody would send who takes the function for something that it is not. */
const DISABLE = JSON.stringify({ clientId: CLIENT_ID, reason: 'phishing' });

const HTTP = 'is an HTTP request: put an event on the bus instead';
const DESTINATION = 'is the record of a Lambda destination: put an event on the bus instead';
const NO_MESSAGE = 'is no message of SNS or SQS: only those are unwrapped';
const NEITHER = /^is neither an alert event/;

const REST = {
  resource: '/alerts',
  path: '/alerts',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  multiValueHeaders: { 'Content-Type': ['application/json'] },
  queryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: { stage: 'prod', httpMethod: 'POST', requestId: 'r', identity: { sourceIp: '192.0.2.1' } },
  body: DISABLE,
  isBase64Encoded: false,
};

const HTTP_API = {
  version: '2.0',
  routeKey: 'POST /alerts',
  rawPath: '/alerts',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    domainName: 'api.example.com',
    http: { method: 'POST', path: '/alerts', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' },
    requestId: 'r',
    stage: '$default',
    timeEpoch: 1_769_828_398_000,
  },
  body: DISABLE,
  isBase64Encoded: false,
};

/** By the shapes that AWS documents for each; values are our own. */
const OF_MACHINES: readonly (readonly [name: string, payload: unknown, problem: string | RegExp])[] = [
  ['API Gateway, REST', REST, HTTP],
  ['API Gateway, HTTP', HTTP_API, HTTP],
  [
    'a function URL',
    {
      ...HTTP_API,
      routeKey: '$default',
      body: Buffer.from(DISABLE).toString('base64'),
      isBase64Encoded: true,
    },
    HTTP,
  ],
  [
    'a load balancer',
    {
      ...REST,
      resource: undefined,
      requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:x' } },
    },
    HTTP,
  ],
  [
    'API Gateway, WebSocket',
    { requestContext: { routeKey: '$default', eventType: 'MESSAGE', connectionId: 'c' }, body: DISABLE },
    HTTP,
  ],
  [
    'a Lambda destination after success',
    {
      version: '1.0',
      timestamp: '2026-01-31T02:59:58.000Z',
      requestContext: { requestId: 'r', condition: 'Success', approximateInvokeCount: 1 },
      requestPayload: { x: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { clientId: CLIENT_ID, reason: 'phishing' },
    },
    DESTINATION,
  ],
  [
    'a Lambda destination after a failure',
    {
      version: '1.0',
      requestContext: { requestId: 'r', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { clientId: CLIENT_ID },
      responsePayload: { errorMessage: 'x' },
    },
    DESTINATION,
  ],
  [
    'AWS Config',
    {
      invokingEvent: '{"messageType":"ScheduledNotification"}',
      ruleParameters: '{}',
      accountId: '123456789012',
    },
    NEITHER,
  ],
  ['a log subscription', { awslogs: { data: 'H4sIAAAAAAAAA' } }, NEITHER],
  ['CodePipeline', { 'CodePipeline.job': { id: 'j', accountId: '123456789012', data: {} } }, NEITHER],
  ['a custom resource', { RequestType: 'Create', ResponseURL: 'https://x', ResourceProperties: {} }, NEITHER],
  [
    'Cognito',
    { version: '1', triggerSource: 'PreSignUp_SignUp', userPoolId: 'p', request: {}, response: {} },
    NEITHER,
  ],
  ['Connect', { Details: { ContactData: {}, Parameters: {} }, Name: 'ContactFlowEvent' }, NEITHER],
  [
    'S3',
    {
      Records: [
        { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { object: { key: 'alert.json' } } },
      ],
    },
    NO_MESSAGE,
  ],
  ['DynamoDB Streams', { Records: [{ eventSource: 'aws:dynamodb', dynamodb: { Keys: {} } }] }, NO_MESSAGE],
  ['Kinesis', { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: 'e30=' } }] }, NO_MESSAGE],
  ['Kafka', { eventSource: 'aws:kafka', records: { 'alerts-0': [{ value: 'e30=' }] } }, NO_MESSAGE],
  ['Firehose', { invocationId: 'i', records: [{ recordId: 'r', data: 'e30=' }] }, NO_MESSAGE],
  ['a record without an id', { Records: [{ ...sqsEvent('{}').Records[0], messageId: '' }] }, NO_MESSAGE],
  ['no records at all', { Records: [] }, NO_MESSAGE],
  [
    'a subscription that nobody has confirmed',
    { ...notification('x'), Type: 'SubscriptionConfirmation', Token: 't' },
    'holds a text that is not JSON',
  ],
];

describe.for(OF_MACHINES)('what comes from %s', ([, payload, problem]) => {
  const enable = { action: 'enable', clientId: CLIENT_ID, reason: 'please', acceptUnrotatedSecret: true };

  test.for([
    ['as it is', payload, undefined],
    ['through the alias responder', payload, 'responder'],
    ['inside a queue', sqsEvent(payload), undefined],
  ] as const)('is an invalid alert that says what it is, and no request: %s', async ([, sent, qualifier]) => {
    const { invokeAll, portal, published } = await setStage();
    const results = await invokeAll(sent, undefined, qualifier);
    expect(results).toMatchObject([{ outcome: 'invalid', final: true, trigger: { type: 'alert' } }]);
    if (sent === payload && (qualifier === undefined || problem !== NEITHER))
      expect(results[0]?.error?.message).toMatch(problem);
    expect(published()).toEqual(results);
    expect(portal.calls).toEqual([]);
  });

  test.runIf(problem !== NEITHER)("is never a person's, whatever else it holds", async () => {
    const { invoke, portal } = await setStage();
    expect(await invoke({ ...(payload as object), ...enable })).toMatchObject({
      outcome: 'invalid',
      trigger: { type: 'alert' },
    });
    expect(portal.calls).toEqual([]);
  });
});
