import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AlertEventSchema } from '../../lambda/requests/alert-event.ts';
import { rawAlert } from '../alerts.ts';
import { CLIENT_ID } from './profiles.ts';
import { PORTAL, templateOf } from './synthesised.ts';
import { alarmOf, alarmsOf } from './template-parts.ts';

const template = templateOf();

describe('the canary', () => {
  const ScheduleSchema = z.object({
    Properties: z.object({
      ScheduleExpression: z.string(),
      Target: z.object({
        Input: z.string().transform((input): unknown => JSON.parse(input)),
        EventBridgeParameters: z.object({ Source: z.string(), DetailType: z.string() }).optional(),
      }),
    }),
  });
  const scheduleOf = (of: Template) =>
    ScheduleSchema.parse(Object.values(of.findResources('AWS::Scheduler::Schedule'))[0]).Properties;

  test('without a client checks the function once a day', () => {
    const { ScheduleExpression, Target } = scheduleOf(template);
    expect(ScheduleExpression).toBe('cron(0 6 * * ? *)');
    expect(Target.Input).toEqual({ schedule: 'check' });
  });

  test('with a client sends a drill that the rule and the function take for an alert', () => {
    const with_ = templateOf({ canaryClientId: CLIENT_ID, alertSources: 'first,second' });
    const { Target } = scheduleOf(with_);
    const { Source = '', DetailType = '' } = Target.EventBridgeParameters ?? {};
    const event = { ...rawAlert(CLIENT_ID), source: Source, 'detail-type': DetailType, detail: Target.Input };
    with_.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: Match.arrayWith([Source]), 'detail-type': [DetailType] },
    });
    expect(AlertEventSchema.parse(event)).toMatchObject({
      clientId: CLIENT_ID,
      dryRun: true,
      severity: 'critical',
      alertId: 'canary',
      portal: PORTAL,
    });
    expect(alarmOf('canary', alarmsOf(with_))).toMatchObject({
      MetricName: 'dry-run',
      Dimensions: [expect.anything(), { Name: 'trigger', Value: 'alert' }],
    });
  });

  test.each([
    ['check', {}, 'lambda:InvokeFunction'],
    ['drill', { canaryClientId: CLIENT_ID }, 'events:PutEvents'],
  ])('its role may only %s', (_, settings, action) => {
    templateOf(settings).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^CanaryRole') }],
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Allow', Action: action })] },
    });
  });
});
