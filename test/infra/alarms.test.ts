import { describe, expect, test } from 'vitest';
import { ALARM_ANCHORS } from '../../infra/runbook.ts';
import { OutcomeSchema } from '../../lambda/results/outcome.ts';
import { METRICS_NAMESPACE } from '../../lambda/telemetry.ts';
import { templateOf } from './synthesised.ts';
import { alarmOf, alarmsOf } from './template-parts.ts';

const template = templateOf({ runbookUrl: 'https://wiki.example.com/kill-switch' });
const alarms = alarmsOf(template);

describe('alarms', () => {
  test('there is one for each anchor of the runbook, and its description leads there', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      ALARM_ANCHORS.map((anchor) => `DocSpaceKillSwitch-${anchor}`).sort(),
    );
    for (const anchor of ALARM_ANCHORS) {
      const { AlarmDescription = '' } = alarmOf(anchor, alarms) ?? {};
      expect(AlarmDescription).toMatch(/^https:\/\/example\.onlyoffice\.com: .+ First: .+ Runbook: /);
      expect(AlarmDescription.endsWith(`https://wiki.example.com/kill-switch#${anchor}`)).toBe(true);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
    }
  });

  test('each watches one metric, and tells the topic', () => {
    for (const alarm of alarms) expect(alarm).not.toHaveProperty('Metrics');
    const actions = new Set(alarms.map(({ AlarmActions }) => JSON.stringify(AlarmActions)));
    expect([...actions]).toEqual([expect.stringContaining('NotificationsTopic')]);
  });

  test('those on the function’s own metrics use the names and dimensions that it counts with', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    for (const { MetricName, Dimensions, AlarmName } of own) {
      expect([...OutcomeSchema.options, 'TimeToContain']).toContain(MetricName);
      expect(Dimensions).toEqual([
        { Name: 'service', Value: 'DocSpaceKillSwitch' },
        { Name: 'trigger', Value: AlarmName.endsWith('canary') ? 'schedule' : 'alert' },
      ]);
    }
    expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(
      ['failed', 'healthy', 'invalid', 'not-found', 'TimeToContain', 'unverified'].sort(),
    );
  });

  test('containment slower than a minute is noticed at the 95th percentile', () => {
    expect(alarmOf('slow-containment', alarms)).toMatchObject({
      ExtendedStatistic: 'p95',
      Threshold: 60_001,
    });
  });

  test('26 hours of silence are an alarm; elsewhere silence is health', () => {
    expect(alarmOf('canary', alarms)).toMatchObject({
      TreatMissingData: 'breaching',
      Period: 3_600,
      EvaluationPeriods: 26,
      DatapointsToAlarm: 26,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
    const others = alarms.filter(({ AlarmName }) => !AlarmName.endsWith('canary'));
    expect(new Set(others.map(({ TreatMissingData }) => TreatMissingData))).toEqual(
      new Set(['notBreaching']),
    );
  });

  test('a rule is watched by the dimensions of its bus: the default bus has none', () => {
    const namesOf = (from: typeof alarms) =>
      alarmOf('rule-failed-invocations', from)?.Dimensions.map(({ Name }) => Name);
    expect(namesOf(alarms)).toEqual(['EventBusName', 'RuleName']);
    expect(namesOf(alarmsOf(templateOf({ alertBusName: 'default' })))).toEqual(['RuleName']);
  });
});
