import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from './synthesised.ts';
import { StatementSchema } from './template-parts.ts';

const template = templateOf();

const PolicySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({ Statement: z.array(StatementSchema.extend({ Principal: z.unknown() })) }),
  }),
});

/** What the policies of both queues say. */
const policies = () =>
  Object.values(template.findResources('AWS::SQS::QueuePolicy')).flatMap(
    (policy) => PolicySchema.parse(policy).Properties.PolicyDocument.Statement,
  );

describe('no alert is lost', () => {
  test('what the function cannot contain goes to the failure queue after two retries', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FailureQueue'), 'Arn'] } },
      },
    });
  });

  test('what the rule cannot deliver goes to the delivery queue after an hour of retries', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'DocSpaceKillSwitch-alerts',
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeliveryQueue'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 185 },
        }),
      ],
    });
  });

  test('both queues keep for 14 days, are encrypted, and take nothing without TLS', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test('only this rule may put messages into the delivery queue, and no resource policy opens the failure queue', () => {
    expect(policies().filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Condition: {
          ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^AlertsRule/), 'Arn'] } },
        },
      }),
    ]);
  });

  test('nobody else may, whatever their own policies allow: what waits there can become a request', () => {
    const denied = policies().filter(
      ({ Effect, Action }) => Effect === 'Deny' && Action === 'sqs:SendMessage',
    );
    const arnOf = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });
    const deny = (queue: RegExp, condition: Record<string, unknown>) =>
      expect.objectContaining({
        Principal: { AWS: '*' },
        Resource: arnOf(queue),
        Condition: { ArnNotEquals: condition },
      });
    expect(denied).toHaveLength(2);
    expect(denied).toContainEqual(deny(/^DeliveryQueue/, { 'aws:SourceArn': [arnOf(/^AlertsRule/)] }));
    expect(denied).toContainEqual(deny(/^FailureQueue/, { 'aws:PrincipalArn': arnOf(/^KillSwitchRole/) }));
  });

  test('queues, log and secret survive the stack unless asked otherwise', () => {
    for (const type of ['AWS::SQS::Queue', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret']) {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate' });
      templateOf({ removalPolicy: 'destroy' }).allResources(type, { DeletionPolicy: 'Delete' });
    }
  });
});
