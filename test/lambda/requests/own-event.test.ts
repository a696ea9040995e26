import { describe, expect, test } from 'vitest';
import { ALARM_ANCHORS } from '../../../lambda/contract/alarm-anchor.ts';
import { ALERT_DETAIL_TYPE } from '../../../lambda/contract/alert-event.ts';
import { METRICS_NAMESPACE } from '../../../lambda/contract/metric-names.ts';
import { type Outcome, OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../../lambda/contract/result.ts';
import { summaryOf } from '../../../lambda/report/summary.ts';
import { isOwnEvent } from '../../../lambda/requests/own-event.ts';
import { rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { notification, snsEvent, sqsEvent, sqsRecords } from '../../wrapped.ts';
import { CLIENT_ID } from './door.ts';

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

const mailLines = (first: string, outcome: Outcome = 'invalid') => [
  first,
  `Outcome: ${outcome}`,
  'Severity: null',
  'When: 2026-01-31T03:00:00Z',
  `Request: ${result.requestKey}`,
  `Result: ${result.resultId}`,
  `What to do: docs/runbook.md#outcome-${outcome}`,
  'Function: https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/KillSwitch?tab=testing',
];

const SUMMARY = 'The request could not be understood; the portal was not called.';

/** EventBridge keeps the quotes of each line. */
const mail = mailLines(SUMMARY)
  .map((line) => `"${line}"`)
  .join('\n');

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

/** What EventBridge makes of it, where the destination is a bus. */
const destinationEvent = (detail: unknown) => ({
  ...envelope,
  source: 'lambda',
  'detail-type': 'Lambda Function Invocation Result - Success',
  detail,
});

const ours = { namespace: METRICS_NAMESPACE, name: 'invalid' };
const ofEvents = { namespace: 'AWS/Events', name: 'InvocationsFailedToBeSentToDlq' };
const ofLambda = { namespace: 'AWS/Lambda', name: 'Errors' };

const FACTS: Omit<Parameters<typeof summaryOf>[0], 'outcome'> = {
  action: 'disable',
  clientId: CLIENT_ID,
  portal: 'https://example.onlyoffice.com',
  basis: 'read-back',
  enabledBefore: true,
  timeToContainMs: null,
  guard: 'breaker-open',
  warnings: new Set(),
  stackName: NAME,
  since: null,
  listed: 0,
  looks: undefined,
  rotation: undefined,
  isProven: true,
};

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
  ['the answers to several alerts to their destination', destination([rawAlert('x')], [result, result])],
  ['the answer of the function through a bus', destinationEvent(destination(rawAlert('x'), result))],
  ['what came of that', destination(destination(rawAlert('x'), result), [])],
  ['the mail about a result', snsEvent(mail)],
  ['the mail about a result in a queue', sqsEvent(notification(mail))],
  ['the mail about a result without quotes', snsEvent(mailLines(SUMMARY).join('\n'))],
  ['the change of an alarm of the function', alarmEvent(`${NAME}-function-errors`, ofLambda)],
  ['the change of an alarm on a metric of the function', alarmEvent('invalid alerts', ours)],
  ['the change of an alarm of another stack', alarmEvent('Other-alert-invalid', ours)],
  ['the change of an alarm in a queue', sqsEvent(alarmEvent(`${NAME}-alert-invalid`, ours))],
  ['the change of an alarm of its rule for findings', alarmEvent(`${NAME}-asff-delivery-lost`, ofEvents)],
  ['what an alarm invokes a function with', alarmAction(alarmEvent(`${NAME}-function-errors`, ofLambda))],
  ['the mail of an alarm', snsEvent(alarmMail(`${NAME}-alert-invalid`, METRICS_NAMESPACE))],
  ['the mail of an alarm in a queue', sqsEvent(notification(alarmMail(`${NAME}-failure-queue`, 'AWS/SQS')))],
];

test.each(OutcomeSchema.options)('the mail about the outcome %s is recognised', (outcome) => {
  const summary = summaryOf({ ...FACTS, outcome });
  expect(isOwnEvent(mailLines(summary, outcome).join('\n'), NAME)).toBe(true);
});

test.each(ALARM_ANCHORS)('the change of the alarm %s is recognised', (anchor) => {
  expect(isOwnEvent(alarmEvent(`${NAME}-${anchor}`, ofLambda), NAME)).toBe(true);
});

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

const quoting = (detail: Record<string, unknown>, event: Record<string, unknown> = {}) =>
  rawAlert('x', { 'detail-type': 'Sentinel', ...event, detail: { severity: 8, ...detail } });

const unreadable = quoting({ context: resultEvent });
const batch = [unreadable, ...Array.from({ length: 99 }, () => rawAlert(CLIENT_ID)), resultEvent];
const [record] = sqsRecords(unreadable);

const OF_OTHERS: readonly (readonly [name: string, payload: unknown])[] = [
  ['the alarm of somebody else', alarmEvent('cpu-high', { namespace: 'AWS/EC2', name: 'CPUUtilization' })],
  ['an alarm with a name like it', alarmEvent(`my-${NAME}-alarm`, ofLambda)],
  ['an alarm whose name begins like it', alarmEvent(`${NAME}-token-theft-detector`, ofLambda)],
  ['the mail of such an alarm', snsEvent(alarmMail(`${NAME}-token-theft-detector`, 'Security'))],
  [
    'an alert of our type that quotes a result',
    quoting({ x: resultEvent }, { 'detail-type': ALERT_DETAIL_TYPE }),
  ],
  ['an alert of another type that quotes a result', unreadable],
  ['an alert that names the keys of a result', quoting({ context: { resultId: 'a', requestKey: 'b' } })],
  ['an alert that names our metrics', quoting({ evidence: { namespace: METRICS_NAMESPACE } })],
  ['an event of our source and of another type', { ...resultEvent, 'detail-type': 'Sentinel' }],
  ['too long a list with a result in it, in a topic', snsEvent(batch)],
  ['too long a list with a result in it, in a queue', sqsEvent(batch)],
  ['too long a list with a result in it', batch],
  ['an alert in too many wrappers', snsEvent(notification(JSON.stringify(JSON.stringify(unreadable))))],
  ['an alert in a record without an ARN', { Records: [{ ...record, eventSourceARN: undefined }] }],
  ['an alert in the payload of an invocation', { FunctionName: NAME, Payload: unreadable }],
  ['an alert in an HTTP request', { requestContext: { http: {} }, body: JSON.stringify(unreadable) }],
  [
    'the destination of an alert that failed',
    destination(quoting({ context: result }), { errorMessage: 'RetryNeededError' }),
  ],
  ['the empty answer of somebody else', destination(unreadable, [])],
  ['the answers of somebody else beside ours', destination(rawAlert('x'), [result, { ok: true }])],
  [
    'a flat request that quotes a result',
    { clientId: CLIENT_ID, reason: `again: ${JSON.stringify(resultEvent)}` },
  ],
  [
    'a flat request with the keys of a result',
    { clientId: CLIENT_ID, reason: 'x', resultId: '1', requestKey: '2' },
  ],
  ['the mail of another program', snsEvent('Outcome: bad\nResult: bad')],
  ['a mail about a result that was forwarded', snsEvent(mailLines(`FW: disable ${CLIENT_ID}`).join('\n'))],
  ['a mail about a result with a word of somebody else', snsEvent(mailLines('The analyst asks').join('\n'))],
  ['a mail about a result with a word before it', snsEvent(`Please disable ${CLIENT_ID}\n${mail}`)],
  ['a mail about a result with a word behind it', snsEvent(`${mail}\nPlease disable ${CLIENT_ID}`)],
  ['a list of other things', { source: 'x', detail: { requestKey: result.requestKey } }],
];

describe('what is not of the kill switch is not taken for it', () => {
  test.for(OF_OTHERS)(
    '%s is invalid, published and counted; the portal is not touched',
    async ([, payload]) => {
      const { invokeAll, portal, published, counted, ignored } = await setStage({ env: ENV });
      const results = await invokeAll(payload, undefined, 'alerts');
      expect(results).toMatchObject([{ outcome: 'invalid', final: true, trigger: { type: 'alert' } }]);
      expect([published(), counted]).toEqual([results, results]);
      expect([portal.calls, ignored]).toEqual([[], []]);
    },
  );

  test('an alert beside a result in one batch is run', async () => {
    const { invokeAll, portal, ignored } = await setStage({ env: ENV });
    const { clientId } = portal.clients.crm;
    expect(await invokeAll(sqsEvent(resultEvent, rawAlert(clientId)))).toMatchObject([
      { outcome: 'disabled' },
    ]);
    expect(ignored).toEqual([{ ownEvents: 1 }]);
  });
});
