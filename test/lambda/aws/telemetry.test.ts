import middy from '@middy/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { createTelemetry } from '../../../lambda/aws/telemetry.ts';
import { CANARY_ALERT_ID } from '../../../lambda/contract/alert-event.ts';
import {
  DETAIL_METRICS,
  IGNORED_METRICS,
  METRICS_NAMESPACE,
  OPEN_METRICS,
  TIME_METRICS,
  UNREADABLE_METRIC,
} from '../../../lambda/contract/metric-names.ts';
import { type Outcome, OutcomeSchema } from '../../../lambda/contract/outcome.ts';
import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import type { Telemetry } from '../../../lambda/dependencies.ts';
import { knownClient } from '../../../lambda/ledger/known-client.ts';
import { LOG_CATALOGUE } from '../../../lambda/log.ts';
import { alertFor } from '../../alerts.ts';
import { contextOf, setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

const MetricsLineSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});
const LogLineSchema = z.looseObject({ level: z.string(), message: z.string() });

type Body = (telemetry: Telemetry) => void;

/** Runs each body as an invocation of one container with the real telemetry, and gives back every line written. */
const linesOf = async (...bodies: Body[]): Promise<string[]> => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    onTestFinished(() => spy.mockRestore());
  }
  const telemetry = createTelemetry();
  for (const [n, body] of bodies.entries()) {
    const handler = middy()
      .use(telemetry.middlewares)
      .handler(() => body(telemetry));
    await handler({}, contextOf(`request-${n + 1}`));
  }
  return written
    .join('')
    .split('\n')
    .filter((line) => line !== '');
};

/** The JSON lines among those; Powertools complains in plain text. */
const jsonOf = (lines: readonly string[]): unknown[] =>
  lines.filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line));

/** What the one EMF line of a run that counted these results says. */
const metricsOf = async (...results: ContainmentResult[]) => {
  const lines = await linesOf(({ countResult }) => results.forEach(countResult));
  expect(lines).toHaveLength(1);
  const { _aws, ...values } = MetricsLineSchema.parse(jsonOf(lines)[0]);
  const [directive] = _aws.CloudWatchMetrics;
  return { values, names: directive?.Metrics.map(({ Name }) => Name), directive };
};

const base = async (): Promise<ContainmentResult> => {
  const { invoke, portal } = await setStage();
  return invoke(alertFor(portal.clients.crm.clientId));
};

describe('metrics', () => {
  test.for(OutcomeSchema.options)('a result is counted once, under its own outcome: %s', async (outcome) => {
    const result = ResultSchema.parse({
      ...(await base()),
      outcome,
      timeToContainMs: null,
      timeToProofMs: null,
    });
    const { names, values, directive } = await metricsOf(result);
    expect(names).toEqual([outcome]);
    expect(values[outcome]).toBe(1);
    expect(directive?.Metrics).toEqual([{ Name: outcome, Unit: 'Count' }]);
    expect(directive?.Namespace).toBe(METRICS_NAMESPACE);
  });

  test.for(['alert', 'manual', 'schedule'] as const)('the trigger is a dimension: %s', async (type) => {
    const result = await base();
    const { values, directive } = await metricsOf({ ...result, trigger: { ...result.trigger, type } });
    expect(values).toMatchObject({ trigger: type });
    expect(directive?.Dimensions).toEqual([['service', 'trigger']]);
  });

  test('time to contain is measured in milliseconds; time to proof is in the result only', async () => {
    const { values, directive } = await metricsOf({
      ...(await base()),
      timeToContainMs: 0,
      timeToProofMs: 520,
    });
    expect(values).toMatchObject({ [TIME_METRICS.contain]: 0, disabled: 1 });
    expect(directive?.Metrics).toContainEqual({ Name: TIME_METRICS.contain, Unit: 'Milliseconds' });
    expect(directive?.Metrics).toHaveLength(2);
  });

  test('a time that is not known is no metric, not a zero', async () => {
    const result = await base();
    const contained = await metricsOf({ ...result, timeToContainMs: 5, timeToProofMs: null });
    expect(contained.names).toEqual(['disabled', TIME_METRICS.contain]);
  });

  test('a hold by the breaker is counted beside its outcome; one that joins it, or is of another guard, is not', async () => {
    const held = { ...(await base()), outcome: 'held', timeToContainMs: null, timeToProofMs: null } as const;
    const guard = { name: 'breaker-open', message: 'x' };
    expect((await metricsOf({ ...held, guard })).names).toEqual(['held', DETAIL_METRICS.breakerOpen]);
    const containment = knownClient(recordOf(), new Date());
    expect((await metricsOf({ ...held, guard, containment })).names).toEqual(['held']);
    expect((await metricsOf({ ...held, guard: { ...guard, name: 'needs-approval' } })).names).toEqual([
      'held',
    ]);
  });

  test('a record that cannot be read is logged and counted, each time and for no trigger', async () => {
    const counted = await base();
    const lines = await linesOf(({ log, countResult }) => {
      log('KS440', { clientId: 'one' });
      countResult(counted);
      log('KS440', { clientId: 'other' });
      log('KS430', { clientId: 'other' });
    });
    const emf = jsonOf(lines).flatMap((line) => MetricsLineSchema.safeParse(line).data ?? []);
    const unreadable = emf.filter((line) => UNREADABLE_METRIC in line);
    expect(unreadable.map((line) => line[UNREADABLE_METRIC])).toEqual([1, 1]);
    expect(emf).toHaveLength(3);
    for (const { _aws } of unreadable)
      expect(_aws.CloudWatchMetrics).toMatchObject([
        { Namespace: METRICS_NAMESPACE, Dimensions: [['service']], Metrics: [{ Name: UNREADABLE_METRIC }] },
      ]);
  });

  test('a ledger that did not answer is counted once, whether it is a warning, a guard, or both', async () => {
    const result: ContainmentResult = { ...(await base()), timeToContainMs: null, timeToProofMs: null };
    const guard = { name: 'ledger-unavailable', message: 'x' };
    for (const change of [
      { warnings: ['ledger-unavailable' as const] },
      { guard },
      { guard, warnings: ['ledger-unavailable' as const] },
    ]) {
      const { names, values } = await metricsOf({ ...result, ...change });
      expect(names).toEqual(['disabled', DETAIL_METRICS.ledgerUnavailable]);
      expect(values).toMatchObject({ [DETAIL_METRICS.ledgerUnavailable]: 1 });
    }
  });

  test('the daily drill is counted beside its outcome, and no drill of a person, no other alert, no write', async () => {
    const drill: ContainmentResult = { ...(await base()), outcome: 'dry-run', timeToContainMs: null };
    const from = (trigger: Partial<ContainmentResult['trigger']>, outcome: Outcome = 'dry-run') => ({
      ...drill,
      timeToProofMs: null,
      outcome,
      trigger: { ...drill.trigger, alertId: CANARY_ALERT_ID, ...trigger },
    });
    const canary = await metricsOf(from({}));
    expect(canary.names).toEqual(['dry-run', DETAIL_METRICS.canary]);
    expect(canary.values).toMatchObject({ [DETAIL_METRICS.canary]: 1, trigger: 'alert' });
    for (const other of [
      from({ alertId: 'console-test' }),
      from({ alertId: null }),
      from({ type: 'manual' }),
      from({}, 'disabled'),
      from({}, 'refused'),
    ])
      expect((await metricsOf(other)).names).toEqual([other.outcome]);
  });

  test('a check of the schedule is counted as bad or good, and one that proved nothing as neither', async () => {
    const { invoke, portal } = await setStage();
    const namesAndValue = async (payload: unknown) => {
      const { names, values } = await metricsOf(await invoke(payload));
      return [names, values[DETAIL_METRICS.checkUnhealthy]];
    };
    const { checkUnhealthy } = DETAIL_METRICS;
    expect(await namesAndValue({ schedule: 'check' })).toEqual([['healthy', checkUnhealthy], 0]);
    portal.faults.set('activate', { kind: '429', resetNanoseconds: 90_000_000_000 });
    expect(await namesAndValue({ schedule: 'check' })).toEqual([['failed'], undefined]);
    portal.faults.clear();
    portal.revokeKey(portal.keys.admin);
    expect(await namesAndValue({ schedule: 'check' })).toEqual([['unhealthy', checkUnhealthy], 1]);
    expect(await namesAndValue({ action: 'check' })).toEqual([['unhealthy'], undefined]);
  });

  test('what waits for a person is a gauge each of the schedule, zeros as well', async () => {
    const lines = await linesOf(({ countOpen }) =>
      countOpen({ drifted: 1, held: 0, notSeen: 5, reviewDue: 2, unproven: 4 }),
    );
    expect(lines).toHaveLength(1);
    const { _aws, ...values } = MetricsLineSchema.parse(jsonOf(lines)[0]);
    const [directive] = _aws.CloudWatchMetrics;
    expect(values).toMatchObject({
      trigger: 'schedule',
      [OPEN_METRICS.drifted]: 1,
      [OPEN_METRICS.held]: 0,
      [OPEN_METRICS.notSeen]: 5,
      [OPEN_METRICS.reviewDue]: 2,
      [OPEN_METRICS.unproven]: 4,
    });
    expect(directive?.Metrics.map(({ Name }) => Name).sort()).toEqual(Object.values(OPEN_METRICS).sort());
    expect(directive?.Dimensions).toEqual([['service', 'trigger']]);
    expect(directive?.Namespace).toBe(METRICS_NAMESPACE);
  });

  test('a run that saw no client reports every gauge but the one whose reports show that the watch looks', async () => {
    const lines = await linesOf(({ countOpen }) =>
      countOpen({ drifted: null, held: 0, notSeen: 5, reviewDue: 2, unproven: 4 }),
    );
    const [directive] = MetricsLineSchema.parse(jsonOf(lines)[0])._aws.CloudWatchMetrics;
    const others = Object.values(OPEN_METRICS).filter((name) => name !== OPEN_METRICS.drifted);
    expect(directive?.Metrics.map(({ Name }) => Name).sort()).toEqual(others.sort());
  });

  test('a run of the drift watch is no metric of its own, but a ledger that did not answer it is', async () => {
    const result = await base();
    const listed: ContainmentResult = {
      ...result,
      outcome: 'listed',
      trigger: { ...result.trigger, type: 'schedule' },
      timeToContainMs: null,
    };
    expect(await linesOf(({ countResult }) => countResult(listed))).toEqual([]);
    const { names, values } = await metricsOf({ ...listed, warnings: ['ledger-unavailable'] });
    expect(names).toEqual([DETAIL_METRICS.ledgerUnavailable]);
    expect(values).toMatchObject({ trigger: 'schedule' });
  });

  test('findings that name no client are counted as such, and as no result', async () => {
    const [line, ...others] = await linesOf(({ countIgnored }) => countIgnored(3, 'findings'));
    expect(others).toEqual([]);
    const { _aws, ...values } = MetricsLineSchema.parse(jsonOf([line ?? ''])[0]);
    expect(values).toMatchObject({ trigger: 'alert', [IGNORED_METRICS.findings]: 3 });
    expect(_aws.CloudWatchMetrics[0]?.Metrics).toEqual([{ Name: IGNORED_METRICS.findings, Unit: 'Count' }]);
  });

  test('what the kill switch itself has sent is counted apart from findings', async () => {
    const [line, ...others] = await linesOf(({ countIgnored }) => countIgnored(2, 'ownEvents'));
    expect(others).toEqual([]);
    const { _aws, ...values } = MetricsLineSchema.parse(jsonOf([line ?? ''])[0]);
    expect(values).toMatchObject({ trigger: 'alert', OwnEventsIgnored: 2 });
    expect(_aws.CloudWatchMetrics[0]?.Metrics).toEqual([{ Name: 'OwnEventsIgnored', Unit: 'Count' }]);
  });

  test('several results of one delivery are each counted, without a complaint of the library', async () => {
    const result = await base();
    const results: ContainmentResult[] = [result, result, { ...result, outcome: 'refused' }];
    const lines = await linesOf(({ countResult }) => results.forEach(countResult));
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
    const counted = jsonOf(lines).map((line) => MetricsLineSchema.parse(line));
    expect(counted.flatMap(({ disabled = [] }) => disabled)).toEqual([1, 1]);
    expect(counted.flatMap(({ refused = [] }) => refused)).toEqual([1]);
  });

  test('of a hundred results each carries its trigger', async () => {
    const result = await base();
    const lines = await linesOf(({ countResult }) => {
      for (let n = 0; n < 100; n += 1) countResult(result);
    });
    const metrics = jsonOf(lines).flatMap((line) => MetricsLineSchema.safeParse(line).data ?? []);
    expect(metrics.length).toBeGreaterThan(0);
    for (const line of metrics)
      expect(line._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'trigger']]);
  });

  test('a container that serves alerts and persons in turn distinguishes them, without a complaint', async () => {
    const result = await base();
    const byHand: ContainmentResult = { ...result, trigger: { ...result.trigger, type: 'manual' } };
    const count = (counted: ContainmentResult) => (telemetry: Telemetry) => telemetry.countResult(counted);
    const lines = await linesOf(count(result), count(byHand), count(result));
    expect(lines.map((line) => z.object({ trigger: z.string() }).parse(JSON.parse(line)).trigger)).toEqual([
      'alert',
      'manual',
      'alert',
    ]);
  });

  test('no result is no metric', async () => {
    expect(jsonOf(await linesOf(() => {}))).toEqual([]);
  });
});

describe('logs', () => {
  const CodeSchema = z.enum([
    'KS100',
    'KS110',
    'KS120',
    'KS130',
    'KS131',
    'KS132',
    'KS200',
    'KS210',
    'KS300',
    'KS310',
    'KS320',
    'KS400',
    'KS410',
    'KS420',
    'KS430',
    'KS440',
    'KS450',
    'KS900',
  ]);

  test('the codes here are all that the catalogue has', () => {
    expect(Object.keys(LOG_CATALOGUE)).toEqual(CodeSchema.options);
  });

  test.for(CodeSchema.options)(
    'a line has its code, its level, its sentence and the request id: %s',
    async (code) => {
      const { level, sentence } = LOG_CATALOGUE[code];
      const [line] = jsonOf(await linesOf(({ log }) => log(code, { clientId: 'some-client' })));
      expect(line).toMatchObject({
        code,
        level: level.toUpperCase(),
        message: sentence,
        clientId: 'some-client',
        function_request_id: 'request-1',
      });
    },
  );

  test('a field keeps its value, also the name of an error', async () => {
    const [line] = jsonOf(
      await linesOf(({ log }) => log('KS210', { error: 'HttpError', tries: 2, result: { a: [1] } })),
    );
    expect(line).toMatchObject({ error: 'HttpError', tries: 2, result: { a: [1] } });
  });

  test('text from outside stays in its field, and on one line', async () => {
    const lines = jsonOf(await linesOf(({ log }) => log('KS100', { clientId: 'x\n{"level":"ERROR"}' })));
    expect(lines).toHaveLength(1);
    expect(LogLineSchema.parse(lines[0]).message).toBe('Request received');
  });
});

describe('what a person must not miss is in the log', () => {
  type Stage = Awaited<ReturnType<typeof setStage>>;

  const fieldsOf = ({ logs }: Stage, code: keyof typeof LOG_CATALOGUE) =>
    logs.filter((line) => line.code === code).map(({ fields }) => fields);

  /** A client that was contained long enough ago for the watch to look at it. */
  const contain = async (stage: Stage, clientId: string): Promise<void> => {
    await stage.invoke(alertFor(clientId));
    stage.clock.ms += 6 * 60_000;
  };

  test('KS410: a client is held for a person', async () => {
    const stage = await setStage({ env: { BREAKER_LIMIT: '1' } });
    const { crm, backup } = stage.portal.clients;
    await stage.invoke(alertFor(crm.clientId, { id: 'a' }));
    expect(fieldsOf(stage, 'KS410')).toEqual([]);
    await stage.invoke(alertFor(backup.clientId, { id: 'b' }));
    expect(fieldsOf(stage, 'KS410')).toEqual([{ clientId: backup.clientId, guard: 'breaker-open' }]);
    expect(LOG_CATALOGUE.KS410.level).toBe('error');
  });

  test('KS420: a contained client is on again, logged by the run that finds it and not by the next', async () => {
    const stage = await setStage();
    const { clientId } = stage.portal.clients.crm;
    await contain(stage, clientId);
    await stage.invoke({ schedule: 'watch' });
    expect(fieldsOf(stage, 'KS420')).toEqual([]);
    await stage.portal.store.activate(clientId, true);
    await stage.invoke({ schedule: 'watch' });
    await stage.invoke({ schedule: 'watch' });
    expect(fieldsOf(stage, 'KS420')).toEqual([{ clientId }]);
    expect(LOG_CATALOGUE.KS420.level).toBe('error');
  });

  test('KS430: the watch could not look at a client, by class and place of the error', async () => {
    const stage = await setStage();
    const { clientId } = stage.portal.clients.crm;
    await contain(stage, clientId);
    stage.portal.faults.set('read', { kind: 'truncated-json' });
    const writes = stage.portal.activationWrites().length;
    await stage.invoke({ schedule: 'watch' });
    expect(fieldsOf(stage, 'KS430')).toEqual([
      { clientId, fault: 'ResponseSchemaError', places: expect.any(Array) },
    ]);
    expect(stage.portal.activationWrites()).toHaveLength(writes);
  });
});
