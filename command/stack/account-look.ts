import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { isNotAllowed } from '../aws/aws-problem.ts';
import type { OpenStack } from '../aws/open-stack.ts';
import { configurationOf } from './function-settings.ts';
import { waysIn } from './ways-in.ts';

/** One fact about a stack; `look`: worth a look, but alerts are handled; `not ok`: they are not. */
export type Fact = { name: string; state: 'ok' | 'look' | 'not ok'; message: string };

type Look = (stack: OpenStack, program: string) => Promise<Omit<Fact, 'name'>>;

const alerts: Look = async (stack, program) => {
  const clients = { lambda: new LambdaClient(stack.aws), events: new EventBridgeClient(stack.aws) };
  const { rules } = await waysIn(stack, clients);
  const own = rules.filter(({ isOwn }) => isOwn);
  if (own.length === 0)
    return { state: 'not ok', message: 'no rule of the stack may start the function: deploy it again' };
  const off = own.filter(({ isOn }) => !isOn).map(({ name }) => name);
  return off.length === 0
    ? { state: 'ok', message: `${own.length === 1 ? 'the rule is' : `${own.length} rules are`} on` }
    : {
        state: 'not ok',
        message: `stopped: off is ${off.join(', ')}; ${program} resume ${stack.options}, or the setting alerts=on`,
      };
};

const queues: Look = async ({ queueUrls, aws, options }, program) => {
  const sqs = new SQSClient(aws);
  const counts = await Promise.all(
    queueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
    }),
  );
  const waiting = counts.reduce((sum, count) => sum + count, 0);
  return waiting === 0
    ? { state: 'ok', message: 'no alert waits' }
    : { state: 'look', message: `about ${waiting} wait: ${program} redrive ${options} --dry-run` };
};

const alarms: Look = async ({ functionName, aws }) => {
  const ringing: string[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: new CloudWatchClient(aws) },
    { AlarmNamePrefix: `${functionName}-`, StateValue: 'ALARM' },
  ))
    ringing.push(...MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []));
  return ringing.length === 0
    ? { state: 'ok', message: 'none rings' }
    : { state: 'look', message: `${ringing.join(', ')}: the runbook has a section for each` };
};

const mail: Look = async (stack) => {
  const arns: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: new SNSClient(stack.aws) },
    { TopicArn: stack.output('alarmTopicArn') },
  ))
    arns.push(...Subscriptions.flatMap(({ SubscriptionArn }) => SubscriptionArn ?? []));
  const confirmed = arns.filter((arn) => arn.startsWith('arn:')).length;
  const pending = arns.length - confirmed;
  const open = pending === 0 ? '' : `; ${pending} not confirmed: follow the link in the mail of AWS`;
  return confirmed > 0
    ? { state: pending === 0 ? 'ok' : 'look', message: `${confirmed} confirmed${open}` }
    : { state: 'look', message: `nobody hears the alarms${open || ': set notifyEmail and deploy'}` };
};

const deployed: Look = async (stack) => {
  const { LastModified, CodeSha256 = '', Environment } = await configurationOf(stack);
  const mode = Environment?.Variables?.['MODE'];
  return {
    state: mode === undefined || mode === 'enforce' ? 'ok' : 'look',
    message: `${LastModified ?? 'at an unknown time'}, code ${CodeSha256.slice(0, 8)}${mode === undefined ? '' : `, mode ${mode}`}`,
  };
};

const LOOKS: Readonly<Record<string, Look>> = { alerts, queues, alarms, mail, deployed };

/** What the operator's own rights show of the stack's surroundings; what they do not show is said. */
export const lookAround = (stack: OpenStack, program: string): Promise<Fact[]> =>
  Promise.all(
    Object.entries(LOOKS).map(async ([name, look]): Promise<Fact> => {
      try {
        return { name, ...(await look(stack, program)) };
      } catch (error) {
        const cause = error instanceof Error ? error.name : 'unknown error';
        const why = isNotAllowed(error) ? 'your AWS credentials do not allow it' : cause;
        return { name, state: 'look', message: `not visible from here (${why})` };
      }
    }),
  );
