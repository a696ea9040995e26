import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished, vi } from 'vitest';
import { deployedStack } from '../redrive/stack.ts';

const RULES = 'arn:aws:events:eu-central-1:123456789012:rule';
export const OWN_RULE = `${RULES}/alerts-bus/Stack-alerts`;
export const FOREIGN_RULE = `${RULES}/theirs`;
export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:siem';
export const MAPPING = 'arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:1';
export const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:Stack';
export const PORTAL = 'https://example.onlyoffice.com';

const statement = (Sid: string, service: string, arn: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service: `${service}.amazonaws.com` },
  Condition: { ArnLike: { 'AWS:SourceArn': arn } },
});

/** Whoever asks has credentials, and nothing of the machine's own configuration. */
const signIn = () => {
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
};

/** An account with one deployed kill switch whose function answers with `answer`, and into which `ways` lead. */
export const fakeAccount = ({
  answer = {},
  ways = [],
  mappings = [],
}: {
  answer?: unknown;
  ways?: readonly string[];
  mappings?: readonly { State: string }[];
} = {}) => {
  signIn();
  const cloudFormation = deployedStack({
    AlertBusName: 'alerts-bus',
    LogGroupName: 'log-group',
    ApiKeySecretArn: 'arn:secret',
    AlarmTopicArn: 'arn:topic',
  });
  const lambda = mockClient(LambdaClient);
  const events = mockClient(EventBridgeClient);
  const logs = mockClient(CloudWatchLogsClient);
  const secrets = mockClient(SecretsManagerClient);
  const sqs = mockClient(SQSClient);
  const sns = mockClient(SNSClient);
  const alarms = mockClient(CloudWatchClient);
  const mocks = { lambda, events, logs, secrets, sqs, sns, alarms };
  onTestFinished(() => {
    for (const mock of Object.values(mocks)) mock.restore();
  });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      {
        LogicalResourceId: 'Rule',
        ResourceType: 'AWS::Events::Rule',
        PhysicalResourceId: 'alerts-bus|Stack-alerts',
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: new Date(0),
      },
    ],
  });
  lambda.resolves({});
  events.resolves({});
  lambda.on(InvokeCommand).callsFake(() => ({ Payload: Buffer.from(JSON.stringify(answer)) }));
  lambda
    .on(GetPolicyCommand)
    .rejects(Object.assign(new Error('none'), { name: 'ResourceNotFoundException' }));
  lambda.on(GetPolicyCommand, { Qualifier: 'alerts' }).resolves({
    Policy: JSON.stringify({
      Statement: [OWN_RULE, ...ways].map((arn, at) =>
        statement(`s${at}`, arn.includes(':events:') ? 'events' : 'sns', arn),
      ),
    }),
  });
  lambda.on(ListEventSourceMappingsCommand).resolves({
    EventSourceMappings: mappings.map(({ State }) => ({
      UUID: '1',
      EventSourceMappingArn: MAPPING,
      EventSourceArn: 'arn:queue',
      State,
    })),
  });
  lambda.on(GetFunctionConcurrencyCommand).resolves({});
  lambda.on(ListTagsCommand).resolves({ Tags: {} });
  lambda.on(GetFunctionConfigurationCommand).resolves({
    FunctionArn: FUNCTION,
    LastModified: '2026-01-31T03:00:00Z',
    CodeSha256: 'abcdefghij',
    Environment: { Variables: { PORTAL_URL: PORTAL, MODE: 'enforce', INPUTS: 'asff' } },
  });
  events.on(DescribeRuleCommand).resolves({
    State: 'ENABLED',
    EventPattern: JSON.stringify({ source: ['security.alerts'] }),
  });
  events.on(ListTagsForResourceCommand).resolves({ Tags: [] });
  events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
  logs.on(FilterLogEventsCommand).resolves({ events: [] });
  secrets.on(PutSecretValueCommand).resolves({});
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [{ SubscriptionArn: 'arn:aws:sns:x' }] });
  alarms.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  return { cloudFormation, ...mocks };
};
