import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ALERT_DETAIL_TYPE, CANARY_ALERT_ID } from '../../lambda/contract/alert-event.ts';
import { DETAIL_METRICS } from '../../lambda/contract/metric-names.ts';
import { AlertSchema } from '../../lambda/requests/alert.ts';
import { rawAlert } from '../alerts.ts';
import { CLIENT_ID } from './profiles.ts';
import { PORTAL, templateOf } from './synthesised.ts';
import { alarmOf, alarmsOf, scheduleOf, statementsOf } from './template-parts.ts';

const template = templateOf();

describe('the canary', () => {
  test('without a client checks the function once a day', () => {
    const { ScheduleExpression, Target } = scheduleOf('Canary', template);
    expect(ScheduleExpression).toBe('cron(0 6 * * ? *)');
    expect(Target.Input).toEqual({ schedule: 'check' });
  });

  test('with a client sends a drill that the rule and the function take for an alert', () => {
    const with_ = templateOf({ canaryClientId: CLIENT_ID, alertSources: 'first,second' });
    const { Target } = scheduleOf('Canary', with_);
    const { Source = '', DetailType = '' } = Target.EventBridgeParameters ?? {};
    const event = { ...rawAlert(CLIENT_ID), source: Source, 'detail-type': DetailType, detail: Target.Input };
    with_.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: Match.arrayWith([Source]), 'detail-type': [DetailType] },
    });
    expect(AlertSchema.parse(event)).toMatchObject({
      clientId: CLIENT_ID,
      dryRun: true,
      severity: 'critical',
      alertId: CANARY_ALERT_ID,
      portal: PORTAL,
    });
    expect(alarmOf('canary', alarmsOf(with_))).toMatchObject({
      MetricName: DETAIL_METRICS.canary,
      Dimensions: [expect.anything(), { Name: 'trigger', Value: 'alert' }],
    });
  });

  test('without a client its role may start this function through the alias for schedules, and nothing else', () => {
    expect(statementsOf(template, /^CanaryRole/)).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: { Ref: expect.stringMatching(/^KillSwitchAliasschedule/) },
      },
    ]);
  });

  test('with a client its role may put alerts of one source on this bus, and nothing else', () => {
    const settings = { canaryClientId: CLIENT_ID, alertSources: 'first,second' };
    expect(statementsOf(templateOf(settings), /^CanaryRole/)).toEqual([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^BusesOwn/), 'Arn'] },
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': 'first' },
          StringEquals: { 'events:detail-type': ALERT_DETAIL_TYPE },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
  });
});
