import { describe, expect, test } from 'vitest';
import { STANDING_ALARMS } from '../../lambda/contract/alarm-anchor.ts';
import {
  DETAIL_METRICS,
  METRICS_NAMESPACE,
  OPEN_METRICS,
  TIME_METRICS,
  UNREADABLE_METRIC,
} from '../../lambda/contract/metric-names.ts';
import type { Outcome } from '../../lambda/contract/outcome.ts';
import { templateOf } from './synthesised.ts';
import { alarmOf, alarmsOf } from './template-parts.ts';

const template = templateOf({ runbookUrl: 'https://wiki.example.com/kill-switch' });
const alarms = alarmsOf(template);

/** Metrics of outcomes are named like them; a misspelt one does not compile. */
const outcome = (name: Outcome): string => name;

describe('alarms', () => {
  test('there is one for each anchor of the runbook, and its description leads there', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      STANDING_ALARMS.map((anchor) => `DocSpaceKillSwitch-${anchor}`).sort(),
    );
    for (const anchor of STANDING_ALARMS) {
      const { AlarmDescription = '' } = alarmOf(anchor, alarms) ?? {};
      expect(AlarmDescription).toMatch(/^https:\/\/example\.onlyoffice\.com: .+ First: .+ Runbook: /);
      expect(AlarmDescription.endsWith(`https://wiki.example.com/kill-switch#${anchor}`)).toBe(true);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
    }
  });

  test('each watches one metric, and notifies the topic', () => {
    for (const alarm of alarms) expect(alarm).not.toHaveProperty('Metrics');
    const actions = new Set(alarms.map(({ AlarmActions }) => JSON.stringify(AlarmActions)));
    expect([...actions]).toEqual([expect.stringContaining('NotificationsTopic')]);
  });

  test('those on metrics of the function use the names and dimensions that it counts with', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    const watched = own.map(({ AlarmName, MetricName, Dimensions }) => {
      expect(Dimensions[0]).toEqual({ Name: 'service', Value: 'DocSpaceKillSwitch' });
      expect(Dimensions.slice(1).map(({ Name }) => Name)).toEqual(
        MetricName === UNREADABLE_METRIC ? [] : ['trigger'],
      );
      return [AlarmName.replace('DocSpaceKillSwitch-', ''), MetricName, Dimensions[1]?.Value];
    });
    expect(watched.sort()).toEqual(
      [
        ['alert-failed', outcome('failed'), 'alert'],
        ['alert-unverified', outcome('unverified'), 'alert'],
        ['alert-invalid', outcome('invalid'), 'alert'],
        ['alert-not-found', outcome('not-found'), 'alert'],
        ['slow-containment', TIME_METRICS.contain, 'alert'],
        ['breaker-open', DETAIL_METRICS.breakerOpen, 'alert'],
        ['ledger-unavailable', DETAIL_METRICS.ledgerUnavailable, 'alert'],
        ['record-unreadable', UNREADABLE_METRIC, undefined],
        ['clients-held', OPEN_METRICS.held, 'schedule'],
        ['clients-unproven', OPEN_METRICS.unproven, 'schedule'],
        ['clients-not-seen', OPEN_METRICS.notSeen, 'schedule'],
        ['review-due', OPEN_METRICS.reviewDue, 'schedule'],
        ['drifted', outcome('drifted'), 'schedule'],
        ['watch-silent', OPEN_METRICS.drifted, 'schedule'],
        ['check-unhealthy', DETAIL_METRICS.checkUnhealthy, 'schedule'],
        ['canary', outcome('healthy'), 'schedule'],
      ].sort(),
    );
  });

  test('containment slower than a minute is noticed at the 95th percentile', () => {
    expect(alarmOf('slow-containment', alarms)).toMatchObject({
      ExtendedStatistic: 'p95',
      Threshold: 60_001,
    });
  });

  test('a client that the circuit breaker left on rings at once, and again if nobody acts for an hour', () => {
    expect(alarmOf('breaker-open', alarms)).toMatchObject({
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
    });
    expect(alarmOf('clients-held', alarms)).toMatchObject({ Statistic: 'Minimum', Period: 3_600 });
    expect(alarmOf('breaker-open', alarms)?.AlarmDescription).toContain('{"action": "list"}');
  });

  test.each([
    ['delivery-queue-age', 'DeliveryQueue'],
    ['failure-queue-age', 'FailureQueue'],
  ])('%s rings for a message that is two days from its end', (anchor, queue) => {
    const alarm = alarmOf(anchor, alarms);
    expect(alarm).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Statistic: 'Maximum',
      Threshold: 1_036_800,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
    });
    expect(JSON.stringify(alarm?.Dimensions)).toContain(queue);
  });

  test('a client that was never proven off rings after an hour: a run under way does not', () => {
    expect(alarmOf('clients-unproven', alarms)).toMatchObject({
      MetricName: OPEN_METRICS.unproven,
      Statistic: 'Minimum',
      Period: 3_600,
      Threshold: 1,
    });
    expect(alarmOf('clients-unproven', alarms)?.AlarmDescription).toContain('treat it as on');
  });

  test('a client that the watch cannot look at rings after an hour: one look that failed does not', () => {
    expect(alarmOf('clients-not-seen', alarms)).toMatchObject({
      Statistic: 'Minimum',
      Period: 3_600,
      Threshold: 1,
    });
  });

  test('an alert that Lambda could not keep rings, whichever alias it came through', () => {
    const alarm = alarmOf('failure-lost', alarms);
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'DestinationDeliveryFailures',
      Statistic: 'Sum',
      Threshold: 1,
    });
    // Without the dimension Resource AWS counts all aliases together.
    expect(alarm?.Dimensions.map(({ Name }) => Name)).toEqual(['FunctionName']);
  });

  test('alerts about unknown ids ring once an hour at most, however many there are', () => {
    expect(alarmOf('alert-not-found', alarms)).toMatchObject({
      Statistic: 'Sum',
      Period: 3_600,
      Threshold: 1,
    });
  });

  test('a record that cannot be read rings on from one run of the watch to the next', () => {
    const hourly = alarmsOf(templateOf({ watchInterval: 60 }));
    expect(alarmOf('record-unreadable', hourly)).toMatchObject({
      Statistic: 'Sum',
      Period: 3_600,
      Threshold: 1,
    });
    expect(alarmOf('record-unreadable', hourly)?.AlarmDescription).toContain('list and watch leave it out');
  });

  test('26 hours without a proof are an alarm', () => {
    expect(alarmOf('canary', alarms)).toMatchObject({
      Period: 3_600,
      EvaluationPeriods: 26,
      DatapointsToAlarm: 26,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
    expect(alarmOf('canary', alarms)?.AlarmDescription).toContain('until the first daily run');
  });

  test('a bad check of the schedule rings at once, and until a good one', () => {
    expect(alarmOf('check-unhealthy', alarms)).toMatchObject({
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      TreatMissingData: 'ignore',
    });
    expect(alarmOf('check-unhealthy', alarms)?.AlarmDescription).toContain('{"schedule": "check"}');
  });

  test('a watch that cannot look at anything is as silent as one that does not run, and the alarm says so', () => {
    expect(alarmOf('watch-silent', alarms)?.AlarmDescription).toContain('ended failed');
  });

  test('no data rings where silence is watched for, keeps a number as it is, and means no problem elsewhere', () => {
    const byTreatment = Object.groupBy(alarms, ({ TreatMissingData }) => TreatMissingData);
    const namesOf = (treatment: string) =>
      byTreatment[treatment]?.map(({ AlarmName }) => AlarmName.replace('DocSpaceKillSwitch-', '')).sort();
    expect(namesOf('breaching')).toEqual(['canary', 'watch-silent']);
    // A queue that nobody uses is silent, with its messages in it.
    expect(namesOf('ignore')).toEqual([
      'check-unhealthy',
      'clients-held',
      'clients-not-seen',
      'clients-unproven',
      'delivery-queue',
      'delivery-queue-age',
      'failure-queue',
      'failure-queue-age',
      'review-due',
    ]);
    expect(Object.keys(byTreatment).sort()).toEqual(['breaching', 'ignore', 'notBreaching']);
  });

  test('a rule is watched by the dimensions of its bus: the default bus has none', () => {
    const namesOf = (from: typeof alarms) =>
      alarmOf('rule-failed-invocations', from)?.Dimensions.map(({ Name }) => Name);
    expect(namesOf(alarms)).toEqual(['EventBusName', 'RuleName']);
    expect(namesOf(alarmsOf(templateOf({ alertBusName: 'default' })))).toEqual(['RuleName']);
  });
});
