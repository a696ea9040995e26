import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { templateOf } from './synthesised.ts';

const template = templateOf();

describe('notifications', () => {
  test('carry the summary, ids and a link, and no field with text from outside', () => {
    const [transformer] = Object.values(template.findResources('AWS::Events::Rule')).flatMap((rule) =>
      z
        .object({
          Properties: z.object({
            Targets: z.array(
              z.object({
                InputTransformer: z
                  .object({ InputPathsMap: z.record(z.string(), z.string()), InputTemplate: z.string() })
                  .optional(),
              }),
            ),
          }),
        })
        .parse(rule)
        .Properties.Targets.flatMap(({ InputTransformer }) => InputTransformer ?? []),
    );
    expect(transformer).toEqual({
      InputPathsMap: {
        'detail-outcome': '$.detail.outcome',
        'detail-requestKey': '$.detail.requestKey',
        'detail-resultId': '$.detail.resultId',
        'detail-summary': '$.detail.summary',
      },
      InputTemplate: [
        '"<detail-summary>"',
        '"Outcome: <detail-outcome>"',
        '"Request: <detail-requestKey>"',
        '"Result: <detail-resultId>"',
        '"What to do: docs/runbook.md#outcome-<detail-outcome>"',
      ].join('\n'),
    });
  });

  test('go out for an allow-list of outcomes of this portal, never for a drill', () => {
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    expect(rules).toContain('["disabled","enabled","already-enabled","unverified","failed","drifted"]');
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
