import { describe, expect, test } from 'vitest';
import { OPEN_METRICS } from '../../lambda/contract/metric-names.ts';
import { readPayload } from '../../lambda/requests/door.ts';
import { NO_INPUTS } from '../inputs.ts';
import { templateOf } from './synthesised.ts';
import { alarmOf, alarmsOf, scheduleOf, statementsOf } from './template-parts.ts';

const template = templateOf();

describe('the drift watch', () => {
  test('looks every five minutes, with a payload that the function takes for the schedule’s own', () => {
    const { ScheduleExpression, Target } = scheduleOf('DriftWatch', template);
    expect(ScheduleExpression).toBe('rate(5 minutes)');
    expect(readPayload(Target.Input, NO_INPUTS, 'schedule')).toEqual({
      from: 'schedule',
      request: { trigger: 'schedule', action: 'watch' },
    });
  });

  test('looks less often where that is asked for, and a look that did not come is not made up for later', () => {
    const { ScheduleExpression, Target } = scheduleOf('DriftWatch', templateOf({ watchInterval: 20 }));
    expect(ScheduleExpression).toBe('rate(20 minutes)');
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 1_200, MaximumRetryAttempts: 2 });
  });

  test('its role may start the function through the alias for schedules, and nothing else', () => {
    expect(statementsOf(template, /^DriftWatchRole/)).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: { Ref: expect.stringMatching(/^KillSwitchAliasschedule/) },
      },
    ]);
  });

  test.each([
    [5, 30],
    [10, 30],
    [20, 60],
    [60, 180],
  ])(
    'where it should look every %i minutes, %i minutes of silence are an alarm',
    (watchInterval, silence) => {
      const alarm = alarmOf('watch-silent', alarmsOf(templateOf({ watchInterval })));
      expect(alarm).toMatchObject({
        MetricName: OPEN_METRICS.drifted,
        Statistic: 'SampleCount',
        TreatMissingData: 'breaching',
        ComparisonOperator: 'LessThanThreshold',
        Period: 300,
        EvaluationPeriods: silence / 5,
        DatapointsToAlarm: silence / 5,
      });
    },
  );
});
