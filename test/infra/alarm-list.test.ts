import { randomUUID } from 'node:crypto';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { createDependencies } from '../../lambda/aws/aws-dependencies.ts';
import { createTelemetry } from '../../lambda/aws/telemetry.ts';
import { parseConfig } from '../../lambda/config.ts';
import { ALARM_ANCHORS, type AlarmAnchor } from '../../lambda/contract/alarm-anchor.ts';
import { CANARY_ALERT_ID } from '../../lambda/contract/alert-event.ts';
import { METRICS_NAMESPACE } from '../../lambda/contract/metric-names.ts';
import type { Telemetry } from '../../lambda/dependencies.ts';
import { createMemoryStore } from '../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../alerts.ts';
import { failingLedger } from '../lambda/ledger/faulty-ledger.ts';
import { type StageOptions, setStage } from '../stage.ts';
import { CLIENT_ID } from './profiles.ts';
import { templateOf } from './synthesised.ts';
import { alarmsOf, environmentOf } from './template-parts.ts';

type Stage = Awaited<ReturnType<typeof setStage>>;

/** What makes an alarm ring, or ends one that watches for silence. */
type Cause = {
  options?: (telemetry: Telemetry, environment: Record<string, string>) => StageOptions;
  run: (stage: Stage) => Promise<unknown>;
};

const WATCH = { schedule: 'watch' };
const LATER_MS = 6 * 60_000;

/** An alert that may end thrown, as one does that Lambda has to try again. */
const alertOn = async ({ invoke }: Stage, clientId: string, overrides = {}): Promise<void> => {
  await invoke(alertFor(clientId, overrides)).catch(() => undefined);
};

/** A run of the watch, when the portal's cache hides nothing any more. */
const watchLater = async ({ clock, invoke }: Stage): Promise<void> => {
  clock.ms += LATER_MS;
  await invoke(WATCH);
};

const crm = ({ portal }: Stage): string => portal.clients.crm.clientId;

const overTheBreaker: Cause = {
  options: () => ({ env: { BREAKER_LIMIT: '1' } }),
  run: async (stage) => {
    await alertOn(stage, crm(stage), { id: 'first' });
    await alertOn(stage, stage.portal.clients.backup.clientId, { id: 'second' });
    await watchLater(stage);
  },
};

/** One cause for every alarm on a metric of our own; the others are counted by AWS. */
const CAUSES: Partial<Record<AlarmAnchor, Cause>> = {
  'alert-failed': {
    run: async (stage) => {
      await stage.portal.goDown();
      await alertOn(stage, crm(stage));
    },
  },
  'alert-unverified': {
    run: async (stage) => {
      stage.portal.faults.set('activate', { kind: 'status', status: 200 });
      await alertOn(stage, crm(stage));
    },
  },
  'alert-invalid': { run: ({ invoke }) => invoke({ source: 'security.alerts', detail: {} }) },
  'alert-not-found': { run: (stage) => alertOn(stage, randomUUID()) },
  'slow-containment': {
    run: async (stage) => {
      let refused = 0;
      stage.portal.faults.set('activate', () => {
        refused += 1;
        return refused === 1 ? { kind: '429', resetNanoseconds: 61e9 } : undefined;
      });
      await alertOn(stage, crm(stage));
    },
  },
  'breaker-open': overTheBreaker,
  'clients-held': overTheBreaker,
  'clients-unproven': {
    run: async (stage) => {
      stage.portal.faults.set('activate', { kind: 'status', status: 500 });
      await alertOn(stage, crm(stage));
      stage.portal.faults.clear();
      await watchLater(stage);
    },
  },
  'clients-not-seen': {
    run: async (stage) => {
      await alertOn(stage, crm(stage));
      stage.portal.faults.set('read', { kind: 'huge-body', bytes: 5 * 1024 * 1024 });
      await watchLater(stage);
    },
  },
  drifted: {
    run: async (stage) => {
      await alertOn(stage, crm(stage));
      stage.clock.ms += LATER_MS;
      await stage.portal.store.activate(crm(stage), true);
      await watchLater(stage);
    },
  },
  'review-due': {
    options: () => ({ env: { REVIEW_AFTER: '5m' } }),
    run: async (stage) => {
      await alertOn(stage, crm(stage));
      await watchLater(stage);
    },
  },
  'ledger-unavailable': {
    options: () => ({ dependencies: { ledger: failingLedger(createMemoryStore(), () => true).ledger } }),
    run: (stage) => alertOn(stage, crm(stage)),
  },
  'record-unreadable': {
    // The ledger as it is wired on AWS, with a record of another release in its table.
    options: (telemetry, environment) => ({
      dependencies: { ledger: createDependencies(parseConfig(environment), telemetry).ledger },
    }),
    run: async ({ invoke }) => {
      const table = mockClient(DynamoDBClient);
      onTestFinished(() => table.restore());
      table.on(QueryCommand).resolves({ Items: [marshall({ kind: 'client', id: CLIENT_ID })] });
      await invoke(WATCH);
    },
  },
  'watch-silent': { run: ({ invoke }) => invoke(WATCH) },
  canary: { run: ({ invoke }) => invoke({ schedule: 'check' }) },
  'check-unhealthy': {
    run: async ({ portal, invoke }) => {
      await portal.goDown();
      await invoke({ schedule: 'check' });
    },
  },
};

const MetricsLineSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

type Fed = { namespace: string; metric: string; dimensions: Record<string, unknown>; value: unknown };

/** Every number that CloudWatch would take from the lines that were written, with its dimensions. */
const fedBy = (lines: readonly string[]): Fed[] =>
  lines
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => MetricsLineSchema.safeParse(JSON.parse(line)).data ?? [])
    .flatMap(({ _aws, ...values }) =>
      _aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
        Dimensions.flatMap((names) =>
          Metrics.map(({ Name: metric }) => ({
            namespace,
            metric,
            dimensions: Object.fromEntries(names.map((name) => [name, values[name]])),
            value: values[metric],
          })),
        ),
      ),
    );

/** What the function writes for CloudWatch in a run, with its real telemetry under the name that the template gives it. */
const fedIn = async ({ options, run }: Cause, environment: Record<string, string>): Promise<Fed[]> => {
  const { POWERTOOLS_SERVICE_NAME: service } = environment;
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', service);
  onTestFinished(() => void vi.unstubAllEnvs());
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    onTestFinished(() => spy.mockRestore());
  }
  const { middlewares: _, ...telemetry } = createTelemetry();
  const given = options?.(telemetry, environment);
  await run(await setStage({ ...given, dependencies: { ...telemetry, ...given?.dependencies } }));
  return fedBy(written.join('').split('\n'));
};

const AlarmSchema = z.object({
  AlarmName: z.string(),
  MetricName: z.string(),
  Threshold: z.number(),
  Statistic: z.optional(z.string()),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
});

const ownAlarmsOf = (settings: Record<string, unknown>) => {
  const template = templateOf(settings);
  const environment = environmentOf(template);
  return alarmsOf(template)
    .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
    .map((alarm) => AlarmSchema.parse(alarm))
    .map((alarm) => ({ ...alarm, environment, anchor: anchorOf(alarm.AlarmName) }));
};

const anchorOf = (alarmName: string): AlarmAnchor => {
  const anchor = ALARM_ANCHORS.find((each) => alarmName === `DocSpaceKillSwitch-${each}`);
  if (anchor === undefined) throw new Error(`no anchor: ${alarmName}`);
  return anchor;
};

/** That the alarm takes one of these numbers for its own, and that this number, or how many there are, reaches its threshold. */
const expectFed = (fed: readonly Fed[], alarm: ReturnType<typeof ownAlarmsOf>[number]): void => {
  const dimensions = Object.fromEntries(alarm.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const values = fed
    .filter(({ namespace, metric }) => namespace === METRICS_NAMESPACE && metric === alarm.MetricName)
    .filter((one) => JSON.stringify(one.dimensions) === JSON.stringify(dimensions))
    .map(({ value }) => z.number().parse(value));
  const reached = alarm.Statistic === 'SampleCount' ? values.length : Math.max(...values);
  expect(reached, JSON.stringify(fed)).toBeGreaterThanOrEqual(alarm.Threshold);
};

describe('an alarm on a number of our own is fed by what the function really writes', () => {
  test.each(ownAlarmsOf({}))('$anchor', async (alarm) => {
    const cause = CAUSES[alarm.anchor];
    if (cause === undefined) throw new Error(`no cause is known that feeds ${alarm.AlarmName}`);
    expectFed(await fedIn(cause, alarm.environment), alarm);
  });

  test('canary, by a drill over the bus', async () => {
    const alarm = ownAlarmsOf({ canaryClientId: CLIENT_ID }).find(({ anchor }) => anchor === 'canary');
    if (alarm === undefined) throw new Error('there is no such alarm');
    const detail = { dryRun: true, severity: 'critical', alertId: CANARY_ALERT_ID };
    const drill: Cause = { run: (stage) => alertOn(stage, crm(stage), { detail }) };
    expectFed(await fedIn(drill, alarm.environment), alarm);
  });
});
