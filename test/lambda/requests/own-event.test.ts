import { describe, expect, test } from 'vitest';
import { ALERT_DETAIL_TYPE } from '../../../lambda/contract/alert-event.ts';
import { METRICS_NAMESPACE } from '../../../lambda/contract/metric-names.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../../lambda/contract/result.ts';
import { rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { notification, snsEvent, sqsEvent, sqsRecords } from '../../wrapped.ts';
import { CLIENT_ID, invalidWithoutCall } from './door.ts';

const NAME = 'kill-switch-lab';
const ENV = { AWS_LAMBDA_FUNCTION_NAME: NAME };

const envelope = {
  version: '0',
  id: 'e0e0e0e0-0000-4000-8000-000000000001',
  account: '123456789012',
  time: '2026-01-31T02:59:59Z',
  region: 'eu-central-1',
  resources: [],
};

const result = {
  schemaVersion: '2.0',
  resultId: '0123456789abcdef0123456789abcdef',
  requestKey: 'fedcba9876543210fedcba9876543210',
  final: true,
  outcome: 'invalid',
  action: null,
  client: null,
};

const resultEvent = { ...envelope, source: RESULT_SOURCE, 'detail-type': RESULT_DETAIL_TYPE, detail: result };

const mail = [
  '"An alert could not be understood."',
  '"Outcome: invalid"',
  `"Request: ${result.requestKey}"`,
  `"Result: ${result.resultId}"`,
  '"What to do: docs/runbook.md#invalid"',
].join('\n');

const alarmEvent = (alarmName: string, metric: { namespace: string; name: string }) => ({
  ...envelope,
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [`arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${alarmName}`],
  detail: {
    alarmName,
    configuration: {
      description: 'An alert could not be read.',
      metrics: [
        {
          id: 'm',
          metricStat: { metric: { ...metric, dimensions: {} }, period: 300, stat: 'Sum' },
          returnData: true,
        },
      ],
    },
    previousState: { value: 'OK', timestamp: '2026-01-31T02:54:59.000+0000' },
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-31T02:59:59.000+0000' },
  },
});

/** What an alarm publishes to a topic. */
const alarmMail = (AlarmName: string, Namespace: string) => ({
  AlarmName,
  AlarmDescription: 'An alert could not be read.',
  AWSAccountId: '123456789012',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  StateChangeTime: '2026-01-31T02:59:59.000+0000',
  Region: 'EU (Frankfurt)',
  Trigger: { MetricName: 'invalid', Namespace, Statistic: 'SUM', Dimensions: [] },
});

/** What an alarm invokes a function with. */
const alarmAction = ({ detail: { alarmName, ...detail }, ...event }: ReturnType<typeof alarmEvent>) => ({
  source: event.source,
  alarmArn: event.resources[0],
  accountId: event.account,
  time: event.time,
  region: event.region,
  alarmData: { alarmName, ...detail },
});

const destination = (requestPayload: unknown, responsePayload: unknown) => ({
  version: '1.0',
  timestamp: '2026-01-31T02:59:59.000Z',
  requestContext: { requestId: 'r', functionArn: 'x', condition: 'Success', approximateInvokeCount: 1 },
  requestPayload,
  responsePayload,
});

const ours = { namespace: METRICS_NAMESPACE, name: 'invalid' };
const ofLambda = { namespace: 'AWS/Lambda', name: 'Errors' };

const OWN: readonly (readonly [name: string, payload: unknown])[] = [
  ['a result', resultEvent],
  [
    'a result that is cut down',
    { ...resultEvent, detail: { outcome: 'disabled', client: { clientId: CLIENT_ID } } },
  ],
  ['a result that says it is an alert about a client', { ...resultEvent, detail: { clientId: CLIENT_ID } }],
  ['the detail of a result alone', result],
  ['a result in its topic', snsEvent(resultEvent)],
  ['a result in a queue', sqsEvent(resultEvent)],
  ['a result through a pipe', sqsRecords(resultEvent)],
  ['a result in a topic in a queue', sqsEvent(notification(resultEvent))],
  ['a result as a text', JSON.stringify(resultEvent)],
  [
    'a result in too many wrappers',
    sqsEvent(notification(JSON.stringify(JSON.stringify(JSON.stringify(resultEvent))))),
  ],
  [
    'a result in an HTTP request',
    { requestContext: { http: { method: 'POST' } }, body: JSON.stringify(resultEvent) },
  ],
  ['a result in a list', [resultEvent, resultEvent]],
  ['the answer of the function to its destination', destination(rawAlert('x'), result)],
  ['what came of that', destination(destination(rawAlert('x'), result), [])],
  ['the mail about a result', snsEvent(mail)],
  ['the mail about a result in a queue', sqsEvent(notification(mail))],
  ['the change of an alarm of the function', alarmEvent(`${NAME}-function-errors`, ofLambda)],
  ['the change of an alarm on a metric of the function', alarmEvent('invalid alerts', ours)],
  ['the change of an alarm of another stack', alarmEvent('Other-alert-invalid', ours)],
  ['the change of an alarm in a queue', sqsEvent(alarmEvent(`${NAME}-alert-invalid`, ours))],
  ['what an alarm invokes a function with', alarmAction(alarmEvent(`${NAME}-function-errors`, ofLambda))],
  ['the mail of an alarm', snsEvent(alarmMail(`${NAME}-alert-invalid`, METRICS_NAMESPACE))],
  ['the mail of an alarm in a queue', sqsEvent(notification(alarmMail(`${NAME}-failure-queue`, 'AWS/SQS')))],
];

describe.for(OWN)('%s comes back', ([, payload]) => {
  test.for([undefined, 'alerts', 'schedule', 'responder'])(
    'and is ignored: no result, no event, a line, a count; the portal is not touched: through %s',
    async (qualifier) => {
      const { invokeAll, portal, published, counted, ignored, logs } = await setStage({ env: ENV });
      expect(await invokeAll(payload, undefined, qualifier)).toEqual([]);
      expect([published(), counted, portal.calls]).toEqual([[], [], []]);
      const [count] = ignored;
      expect(ignored).toEqual([{ ownEvents: expect.any(Number) }]);
      expect(logs.map(({ code }) => code)).toEqual(
        Array.from({ length: Object(count).ownEvents }, () => 'KS132'),
      );
    },
  );
});

describe('what is not of the kill switch is not taken for it', () => {
  test.for([
    ['the alarm of somebody else', alarmEvent('cpu-high', { namespace: 'AWS/EC2', name: 'CPUUtilization' })],
    ['an alarm with a name like it', alarmEvent(`my-${NAME}-alarm`, ofLambda)],
    [
      'an alert that cannot be read, whatever it quotes',
      rawAlert('x', { 'detail-type': ALERT_DETAIL_TYPE, detail: { evidence: resultEvent } }),
    ],
    ['the mail of another program', snsEvent('Outcome: bad\nResult: bad')],
    ['a list of other things', { source: 'x', detail: { requestKey: result.requestKey } }],
  ] as const)('%s is invalid, and the portal is not touched', async ([, payload]) => {
    expect((await invalidWithoutCall(payload)).trigger.type).toBe('alert');
  });

  test('an alert beside a result in one batch is run', async () => {
    const { invokeAll, portal, ignored } = await setStage({ env: ENV });
    const { clientId } = portal.clients.crm;
    expect(await invokeAll(sqsEvent(resultEvent, rawAlert(clientId)))).toMatchObject([
      { outcome: 'disabled' },
    ]);
    expect(ignored).toEqual([{ ownEvents: 1 }]);
  });
});
