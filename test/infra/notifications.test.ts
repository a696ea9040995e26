import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from './synthesised.ts';

const template = templateOf();

/** A text of a template, with what is known only on AWS left as JSON. */
const textOf = (template: unknown): string => {
  const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).parse(template);
  return joined['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '…')).join('');
};

describe('notifications', () => {
  test('carry summary, severity, time, ids and links, and no field with text from outside', () => {
    const [transformer] = Object.values(template.findResources('AWS::Events::Rule')).flatMap((rule) =>
      z
        .object({
          Properties: z.object({
            Targets: z.array(
              z.object({
                InputTransformer: z
                  .object({ InputPathsMap: z.record(z.string(), z.string()), InputTemplate: z.unknown() })
                  .optional(),
              }),
            ),
          }),
        })
        .parse(rule)
        .Properties.Targets.flatMap(({ InputTransformer }) => InputTransformer ?? []),
    );
    expect(transformer?.InputPathsMap).toEqual({
      'detail-outcome': '$.detail.outcome',
      'detail-requestKey': '$.detail.requestKey',
      'detail-resultId': '$.detail.resultId',
      'detail-summary': '$.detail.summary',
      'detail-trigger-severity': '$.detail.trigger.severity',
      time: '$.time',
    });
    expect(textOf(transformer?.InputTemplate).split('\n')).toEqual([
      '"<detail-summary>"',
      '"Outcome: <detail-outcome>"',
      '"Severity: <detail-trigger-severity>"',
      '"When: <time>"',
      '"Request: <detail-requestKey>"',
      '"Result: <detail-resultId>"',
      '"What to do: docs/runbook.md#outcome-<detail-outcome>"',
      expect.stringMatching(/^"Function: https:.*functions\/DocSpaceKillSwitch\?tab=testing"$/),
    ]);
  });

  test('go out for an allow-list of outcomes of this portal, never for a drill', () => {
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    expect(rules).toContain(
      '["disabled","enabled","already-enabled","rotated","unverified","failed","drifted"]',
    );
    expect(rules).not.toContain('dry-run');
  });

  test('go out for every refusal but below-severity, so also for a client that the circuit breaker left on', () => {
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    expect(rules).toContain('"guard":{"name":[{"anything-but":"below-severity"}]}');
  });

  test('go out once: not again for results that are replayed from an archive', () => {
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    expect(rules).toContain('"replay-name":[{"exists":false}]');
  });

  test('go out for a result without a client, and so without a portal, whichever stack it is of', () => {
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    expect(rules).toContain('{"outcome":["invalid","breaker-reset"]}');
  });

  test('come from the rule and the alarms of this stack only, over TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': Match.anyValue() } },
          }),
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { ArnLike: Match.anyValue(), StringEquals: Match.anyValue() },
          }),
        ],
      },
    });
  });

  test('reach an address where one is given', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    templateOf({ notifyEmail: 'security@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'security@example.com',
    });
  });
});
