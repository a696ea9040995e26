import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from '../synthesised.ts';
import { only, statementsOf } from '../template-parts.ts';

const template = templateOf({ chatTopic: true });
const byChat = (type: string) =>
  Object.fromEntries(Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('Chat')));

describe('the chat', () => {
  test('is left out unless it is asked for', () => {
    templateOf().resourceCountIs('AWS::SNS::Topic', 1);
    templateOf().resourceCountIs('AWS::Lambda::Function', 1);
    expect(templateOf().findOutputs('ChatTopicArn')).toEqual({});
  });

  test('has a topic of its own, which is an output, and no channel: that is for whoever owns the workspace', () => {
    template.resourceCountIs('AWS::SNS::Topic', 2);
    expect(Object.keys(template.findOutputs('ChatTopicArn'))).toEqual(['ChatTopicArn']);
    const types = z
      .object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) })
      .parse(template.toJSON());
    expect(Object.values(types.Resources).filter(({ Type }) => Type.startsWith('AWS::Chatbot'))).toEqual([]);
  });

  test('may publish on that topic, write its own log, and nothing else', () => {
    const topic = only(Object.fromEntries(Object.keys(byChat('AWS::SNS::Topic')).map((id) => [id, id])));
    const allowed = statementsOf(template, /^ChatRole/).map(({ Action, Resource }) => [Action, Resource]);
    expect(allowed).toEqual([
      [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        { 'Fn::GetAtt': [expect.stringMatching(/^ChatLog/), 'Arn'] },
      ],
      ['sns:Publish', { Ref: topic }],
    ]);
  });

  test('is not the kill switch: it has no key, no ledger and no network', () => {
    const { Properties } = z
      .object({
        Properties: z.looseObject({
          Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
        }),
      })
      .parse(only(byChat('AWS::Lambda::Function')));
    expect(Object.keys(Properties.Environment.Variables).sort()).toEqual(['CHAT_TOPIC_ARN', 'RUNBOOK_URL']);
    expect(Object.keys(Properties)).not.toContain('VpcConfig');
  });

  const chatTarget = Match.arrayWith([
    Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ChatFunction'), 'Arn'] } }),
  ]);

  test('gets the results that are mailed, whole', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Description: Match.stringLikeRegexp('^Notifies people'),
      Targets: chatTarget,
    });
  });

  test('gets the alarms of this stack while they ring, from CloudWatch itself', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'default',
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        account: [{ Ref: 'AWS::AccountId' }],
        detail: { alarmName: [{ prefix: 'DocSpaceKillSwitch-' }], state: { value: ['ALARM'] } },
      },
      Targets: chatTarget,
    });
  });
});
