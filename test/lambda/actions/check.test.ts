import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  PutEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NOBODY } from '../../../lambda/contract/client-id.ts';
import type { Outcome } from '../../../lambda/contract/outcome.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { THREE_AM } from '../../alerts.ts';
import { startPublishedSamplePortal } from '../../portals/published-sample.ts';
import { type StageOptions, setFunction, setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

type Stage = Awaited<ReturnType<typeof setStage>>;

const DEPLOYED = { ALERT_RULES: 'security/kill-switch-alerts,default/kill-switch-ocsf' };

const page = (status: number): Fault => ({
  kind: 'status',
  status,
  contentType: 'text/html',
  body: '<html>blocked</html>',
});
const emptyOk: Fault = { kind: 'status', status: 200 };
const problem = (status: number): Fault => ({
  kind: 'status',
  status,
  contentType: 'application/problem+json',
  body: '{"title":"Internal Server Error","detail":"uma@one.example"}',
});

const answer = (body: unknown): Fault => ({
  kind: 'status',
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const notOk = ({ checks = [] }: ContainmentResult) => checks.filter((line) => !line.ok);

/** The lines that are not ok, each as `name: message`. */
const failedLines = ({ checks = [] }: ContainmentResult): string[] =>
  checks.filter(({ ok }) => !ok).map(({ name, message }) => `${name}: ${message}`);

const missing = () => new ResourceNotFoundException({ $metadata: {}, message: 'arn:aws:events:…' });

/** A key that was right when the container took its signature, and is dead now. */
const dieWarm = async ({ invoke, portal }: Stage) => {
  expect((await invoke({ action: 'check' })).outcome).toBe('healthy');
  portal.revokeKey(portal.keys.admin);
};

const breakWith =
  (operation: 'activate' | 'read' | 'token' | 'probe' | 'any', fault: Fault) => async (stage: Stage) => {
    stage.portal.faults.set(operation, fault);
  };

/** The ledger has seen a client of the tenant that the portal's first key belongs to; then another's is stored. */
const otherTenant = async ({ invoke, portal, secrets }: Stage) => {
  await invoke({ clientId: portal.clients.crm.clientId, reason: 'drill' });
  portal.clearCalls();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.otherTenant });
};

type Row = readonly [
  situation: string,
  outcome: Outcome,
  line: RegExp | undefined,
  arrange: (stage: Stage) => Promise<unknown> | undefined,
  options?: StageOptions,
];

/** What ASP.NET answers by itself where there is no such path: it has no `detail`, the service's own has one. */
const foreignProblem: Fault = {
  kind: 'status',
  status: 404,
  contentType: 'application/problem+json',
  body: '{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404,"traceId":"00-1"}',
};

/** A signature that says nothing about the role of the key's user. */
const signatureWithoutRole = (): Fault => {
  const parts = [{ alg: 'HS256' }, { tenant_id: 1 }].map((part) => btoa(JSON.stringify(part)));
  return answer({ response: [...parts, 'signed'].join('.') });
};

const nothing = () => undefined;

const ROWS: readonly Row[] = [
  ['all is well', 'healthy', undefined, nothing],
  ['OPTIONS is blocked', 'healthy', undefined, breakWith('probe', page(405))],
  [
    'the stored key is dead, its signature is not',
    'unhealthy',
    /^portal: .*refuses the API key \(401\)/,
    dieWarm,
  ],
  [
    'the key is a plain user’s',
    'unhealthy',
    /^role: .*not a DocSpace admin/,
    async ({ secrets, portal }) =>
      secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user }),
  ],
  ['the key is another tenant’s', 'unhealthy', /^tenant: .*another tenant than the clients/, otherTenant],
  [
    'the database is stopped',
    'unhealthy',
    /^write: .*failed \(500\): its identity service answers, but cannot work; is its database up\?/,
    breakWith('activate', problem(500)),
  ],
  [
    'the service is down',
    'unhealthy',
    /^write: .*gateway answers but the service/,
    breakWith('activate', { kind: 'html-502' }),
  ],
  [
    'a proxy blocks PATCH',
    'unhealthy',
    /^write: .*\(405\): a proxy .* blocks it/,
    breakWith('activate', page(405)),
  ],
  [
    'a proxy answers PATCH with 404',
    'unhealthy',
    /^write: .*\(404\).* a gateway or proxy answers/,
    breakWith('activate', page(404)),
  ],
  [
    'a firewall answers PATCH',
    'unhealthy',
    /^write: .*\(403\) by a page: a firewall/,
    breakWith('activate', page(403)),
  ],
  [
    'a firewall answers everything',
    'unhealthy',
    /^portal: .*\(403\) by a page: a firewall/,
    breakWith('any', page(403)),
  ],
  [
    'the signature is refused',
    'unhealthy',
    /^write: .*right after the portal accepted the key, so neither the key nor its scope/,
    breakWith('activate', { kind: 'empty-403' }),
  ],
  [
    'everything is answered with 200',
    'unhealthy',
    /^portal: .*something in front of the portal, or in its place, answers/,
    breakWith('any', emptyOk),
  ],
  [
    'every change is answered with 200',
    'unhealthy',
    /^write: .*accepts everything/,
    breakWith('activate', emptyOk),
  ],
  [
    'every change is answered with a page',
    'unhealthy',
    /^write: .*it is a page; something in front/,
    breakWith('activate', page(200)),
  ],
  [
    'PATCH is answered with the problem of another program',
    'unhealthy',
    /^write: .*nothing there \(404\), and the identity service has not said so/,
    breakWith('activate', foreignProblem),
  ],
  [
    'the signature does not show the role',
    'unhealthy',
    /^role: the key is not shown to be an admin's/,
    breakWith('token', signatureWithoutRole()),
  ],
  [
    'a firewall answers GET',
    'unhealthy',
    /^read: .*\(403\) by a page: a firewall/,
    breakWith('read', page(403)),
  ],
  [
    'GET is refused without a word',
    'unhealthy',
    /^read: .*the signature is refused \(403\) right after/,
    breakWith('read', { kind: 'empty-403' }),
  ],
  [
    'a proxy answers GET with 404',
    'unhealthy',
    /^read: .*\(404\).* a gateway or proxy answers/,
    breakWith('read', page(404)),
  ],
  [
    'GET is answered with the problem of another program',
    'unhealthy',
    /^read: .*\(404\), and the identity service has not said so/,
    breakWith('read', foreignProblem),
  ],
  ['GET fails', 'unhealthy', /^read: .*failed \(500\)/, breakWith('read', problem(500))],
  [
    'GET shows a client without its state',
    'unhealthy',
    /^read: .*not as expected: enabled; something in front of the portal/,
    breakWith('read', answer({ client_id: NOBODY, name: 'x' })),
  ],
  [
    'GET shows a client that cannot exist',
    'unhealthy',
    /^read: .*shows a client where none can be/,
    breakWith('read', answer({ client_id: NOBODY, name: 'x', enabled: false })),
  ],
  [
    'the rate limit of reads is used up',
    'failed',
    /^read: not proven: rate limit used up/,
    breakWith('read', { kind: '429', resetNanoseconds: 90_000_000_000 }),
  ],
  [
    'the rate limit is used up',
    'failed',
    /^write: not proven: rate limit used up/,
    breakWith('activate', { kind: '429', resetNanoseconds: 90_000_000_000 }),
  ],
  [
    'the rate limit of the exchange is used up',
    'failed',
    /^portal: not proven: rate limit used up/,
    breakWith('token', { kind: '429', resetNanoseconds: 90_000_000_000 }),
  ],
  ['the mode is dry-run', 'healthy', undefined, nothing, { env: { MODE: 'dry-run' } }],
  [
    'alerts are off, and so are the rules',
    'healthy',
    undefined,
    async ({ bus }) => bus.on(DescribeRuleCommand).resolves({ State: 'DISABLED' }),
    { env: { ALERTS: 'off' } },
  ],
  [
    'alerts are off, and a rule is not',
    'unhealthy',
    /^rule kill-switch-alerts: it was enabled outside the settings \(alerts: off\), so alerts act; disable it/,
    nothing,
    { env: { ALERTS: 'off' } },
  ],
  [
    'a rule was disabled by hand',
    'unhealthy',
    /^rule kill-switch-ocsf: it was disabled outside the settings \(alerts: on\), so alerts start nothing; enable it: aws events enable-rule --event-bus-name default --name kill-switch-ocsf$/,
    async ({ bus }) =>
      bus.on(DescribeRuleCommand, { Name: 'kill-switch-ocsf' }).resolves({ State: 'DISABLED' }),
  ],
  [
    'a rule does not exist',
    'unhealthy',
    /^rule kill-switch-alerts: it does not exist on bus security: alerts start nothing/,
    async ({ bus }) => bus.on(DescribeRuleCommand, { EventBusName: 'security' }).rejects(missing()),
  ],
  [
    'AWS does not show the rules',
    'unhealthy',
    /^rule kill-switch-alerts: AWS does not show whether it is enabled \(AccessDeniedException\)/,
    async ({ bus }) =>
      bus
        .on(DescribeRuleCommand)
        .rejects(Object.assign(new Error('arn:aws:…'), { name: 'AccessDeniedException' })),
  ],
  [
    'the bus for results does not exist, and PutEvents answers success',
    'unhealthy',
    /^result-bus: the event bus for results does not exist/,
    async ({ bus }) => bus.on(DescribeEventBusCommand).rejects(missing()),
  ],
  [
    'the bus takes no result',
    'unhealthy',
    /^publish: the result of this check could not be published/,
    async ({ bus }) => bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{}] }),
  ],
];

test('a healthy kill path says ok to every line, and changes no client', async () => {
  const { portal, invoke } = await setStage({ env: DEPLOYED });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('healthy');
  expect(result.checks?.map((line) => line.name)).toEqual([
    'api-key',
    'portal',
    'role',
    'clock',
    'read',
    'write',
    'ledger',
    'result-bus',
    'rule kill-switch-alerts',
    'rule kill-switch-ocsf',
  ]);
  expect(portal.activationWrites()).toEqual([]);
});

test('each protected id is looked up; one that the portal does not know is unhealthy', async () => {
  const { portal, invoke } = await setStage({
    portal: { seed: 'check' },
    env: { PROTECTED_CLIENT_IDS: '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e' },
  });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(notOk(result)[0]?.message).toContain('does not know it');
  expect(portal.activationWrites()).toEqual([]);
});

test('a protected id that exists is ok', async () => {
  const clientId = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
  const { portal, invoke } = await setStage({ env: { PROTECTED_CLIENT_IDS: clientId } });
  portal.addClient({ clientId });
  expect((await invoke({ action: 'check' })).outcome).toBe('healthy');
});

test('a ledger that does not answer is unhealthy, and every other line is there anyway', async () => {
  const ledger = createMemoryStore();
  const fault = Object.assign(new Error('arn:aws:…'), { name: 'AccessDeniedException' });
  const { invoke, logs } = await setStage({
    dependencies: { ledger: { ...ledger, recall: () => Promise.reject(fault) } },
  });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(result.checks?.map((line) => line.name)).toContain('clock');
  expect(notOk(result)).toEqual([
    { name: 'ledger', ok: false, message: 'the ledger does not answer (AccessDeniedException)' },
  ]);
  expect(logs.map(({ code }) => code)).toContain('KS400');
  expect(JSON.stringify([result, logs])).not.toContain('arn:aws');
});

test('a network that hides AWS is named, each service with the endpoint that is missing, and the result is still given', async () => {
  const hidden = () => Object.assign(new Error('arn:aws:…'), { name: 'TimeoutError' });
  const { invoke, secrets, bus, portal } = await setStage({
    env: DEPLOYED,
    dependencies: {
      ledger: { ...createMemoryStore(), recall: () => Promise.reject(hidden()) },
    },
  });
  secrets.on(GetSecretValueCommand).rejects(hidden());
  bus.onAnyCommand().rejects(hidden());
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  const lacks = (endpoint: string) =>
    new RegExp(
      `\\(TimeoutError\\); not reached: a VPC needs a NAT gateway or the endpoint com\\.amazonaws\\.<region>\\.${endpoint}$`,
    );
  expect(notOk(result).map(({ name, message }) => [name, message])).toEqual([
    ['api-key', expect.stringMatching(lacks('secretsmanager'))],
    ['ledger', expect.stringMatching(lacks('dynamodb'))],
    ['result-bus', expect.stringMatching(lacks('events'))],
    ['rule kill-switch-alerts', expect.stringMatching(lacks('events'))],
    ['rule kill-switch-ocsf', expect.stringMatching(lacks('events'))],
    ['publish', 'the result of this check could not be published'],
  ]);
  expect(portal.calls).toEqual([]);
});

test('the ledger is asked even where there is no key, for a second at most', async () => {
  const waited: number[] = [];
  const ledger = createMemoryStore();
  const { invoke } = await setStage({
    secret: '{}',
    dependencies: {
      ledger: {
        ...ledger,
        recall: async (_ids, { withinMs }) => {
          waited.push(withinMs);
          return { record: undefined, keptResult: undefined };
        },
      },
    },
  });
  const { checks } = await invoke({ action: 'check' });
  expect(checks?.map(({ name, ok }) => [name, ok])).toEqual([
    ['api-key', false],
    ['ledger', true],
    ['result-bus', true],
  ]);
  expect(waited).toEqual([1_000]);
});

test('the key of a user who is no admin is unhealthy', async () => {
  const { portal, invoke, secrets } = await setStage();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(notOk(result)[0]).toMatchObject({ name: 'role' });
});

test('no usable key is unhealthy, with the command that stores one', async () => {
  const { portal, invoke } = await setStage({ secret: '{}' });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(notOk(result)[0]?.message).toContain('put-secret-value');
  expect(portal.calls).toEqual([]);
});

test('a refused key is unhealthy', async () => {
  const { invoke } = await setStage({ secret: `sk-${'0'.repeat(64)}` });
  const result = await invoke({ action: 'check' });
  expect(notOk(result)[0]).toMatchObject({ name: 'portal' });
});

test('a portal that is down is unhealthy', async () => {
  const { portal, invoke } = await setStage();
  await portal.goDown();
  const result = await invoke({ action: 'check' });
  expect(notOk(result)[0]?.message).toContain('no answer from the portal');
});

test('a suspended portal is unhealthy, and the line says what else it may be', async () => {
  const { portal, invoke } = await setStage();
  portal.suspended = true;
  const result = await invoke({ action: 'check' });
  expect(notOk(result)[0]?.message).toContain('suspended portal');
});

test.each([120_000, -120_000])(
  'a portal whose clock alone is off by %i ms is healthy, since a disable works; line and warning name it',
  async (ms) => {
    const { portal, invoke } = await setStage();
    portal.faults.set('any', { kind: 'date-skew', ms });
    const result = await invoke({ action: 'check' });
    expect(result).toMatchObject({ outcome: 'healthy', warnings: ['clock-skew'] });
    expect(result.checks).toContainEqual({
      name: 'clock',
      ok: true,
      message: expect.stringContaining(`${ms / 1_000} s off`),
    });
    expect(portal.activationWrites()).toEqual([]);
    const { clientId } = portal.clients.crm;
    expect((await invoke({ clientId, reason: 'drill' })).outcome).toBe('disabled');
  },
);

test('a warm container checks the key that is stored now, not the signature in its memory', async () => {
  const { portal, secrets, invoke } = await setStage();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  expect((await invoke({ action: 'check' })).outcome).toBe('unhealthy');
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.admin });
  expect((await invoke({ action: 'check' })).outcome).toBe('healthy');
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  expect((await invoke({ action: 'check' })).outcome).toBe('unhealthy');
  expect(portal.activationWrites()).toEqual([]);
});

test('a key of another tenant than that of the clients in the ledger is unhealthy', async () => {
  const { portal, invoke, ledger } = await setStage();
  await ledger.writeClient(recordOf({ state: 'contained', tenant: 4_711 }), { withinMs: 1_000 });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(notOk(result)).toEqual([
    {
      name: 'tenant',
      ok: false,
      message:
        'the key belongs to another tenant than the clients in the ledger: store a key of the portal that PORTAL_URL names',
    },
  ]);
  expect(portal.activationWrites()).toEqual([]);
});

describe('a check', () => {
  test.for(ROWS)('where %s is %s', async ([, outcome, line, arrange, options = {}]) => {
    const stage = await setStage({ ...options, env: { ...DEPLOYED, ...options.env } });
    const before = stage.portal.activationWrites().length;
    await arrange(stage);
    const result = await stage.invoke({ action: 'check' });
    expect({ outcome: result.outcome, lines: failedLines(result) }).toEqual({
      outcome,
      lines: line === undefined ? [] : expect.arrayContaining([expect.stringMatching(line)]),
    });
    // No client was changed by it: only the arrangement may have done that.
    expect(stage.portal.databaseEnabled(stage.portal.clients.backup.clientId)).toBe(true);
    expect(stage.portal.activationWrites().filter(({ clientId }) => clientId === NOBODY)).toEqual([]);
    expect(before).toBe(0);
    expect(JSON.stringify([result, stage.logs])).not.toMatch(/arn:aws|uma@one/);
  });

  test('shows that the write works where only the read does not', async () => {
    const { portal, invoke } = await setStage();
    portal.faults.set('read', page(403));
    const { checks } = await invoke({ action: 'check' });
    expect(checks?.filter(({ name }) => name === 'read' || name === 'write')).toMatchObject([
      { name: 'read', ok: false },
      { name: 'write', ok: true },
    ]);
  });

  test('sends the write of a disable, to an id that no client has, and takes one change of the rate limit', async () => {
    const { portal, invoke } = await setStage();
    await invoke({ action: 'check' });
    const changes = portal.calls.filter(({ operation }) => operation === 'activate');
    expect(changes).toMatchObject([{ method: 'PATCH', clientId: NOBODY, status: 404, applied: false }]);
  });

  test('waits for the rate limit as long as a person waits, and is then healthy', async () => {
    const { portal, invoke, sleeps } = await setStage();
    portal.faults.set('activate', { kind: '429', resetNanoseconds: 20_000_000_000 }, { times: 1 });
    const result = await invoke({ action: 'check' });
    expect(result).toMatchObject({ outcome: 'healthy', warnings: ['rate-limited'] });
    expect(Math.max(...sleeps)).toBeGreaterThanOrEqual(20_000);
  });

  test('that the rate limit left open says when to check again, and counts as neither good nor bad', async () => {
    const { portal, invoke, counted, clock } = await setStage();
    portal.faults.set('activate', { kind: '429', resetNanoseconds: 90_000_000_000 });
    const result = await invoke({ schedule: 'check' });
    expect(clock.ms - THREE_AM).toBeLessThanOrEqual(50_000);
    expect(result).toMatchObject({ outcome: 'failed', error: { name: 'RateLimitedError' } });
    expect(result.summary).toContain('is not proven');
    expect(result.nextSteps).toEqual([expect.stringContaining('Wait a minute')]);
    expect(counted.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  test('that finds a fault is unhealthy, also where the rate limit left the rest open', async () => {
    const { portal, invoke, bus } = await setStage();
    portal.faults.set('activate', { kind: '429', resetNanoseconds: 90_000_000_000 });
    bus.on(DescribeEventBusCommand).rejects(missing());
    expect((await invoke({ action: 'check' })).outcome).toBe('unhealthy');
  });

  test('says in summary and warning that alerts only propose under mode approve', async () => {
    const { invoke } = await setStage({ env: { MODE: 'approve' } });
    const { outcome, summary, warnings } = await invoke({ action: 'check' });
    expect([outcome, warnings]).toEqual(['healthy', ['alerts-only-propose']]);
    expect(summary).toContain('by hand; alerts only propose');
  });

  test.each([{ MODE: 'dry-run' }, { ALERTS: 'off' }])(
    'says in summary and warning that alerts do not act because of %j',
    async (env) => {
      const { invoke } = await setStage({ env });
      const { outcome, summary, warnings } = await invoke({ action: 'check' });
      expect([outcome, warnings]).toEqual(['healthy', ['alerts-do-not-act']]);
      expect(summary).toContain('by hand; alerts disable nothing');
    },
  );

  test.each([{ action: 'check' }, { schedule: 'check' }])(
    'publishes its own result, good or bad: %j',
    async (payload) => {
      const { portal, invoke, published, counted } = await setStage();
      await invoke(payload);
      portal.revokeKey(portal.keys.admin);
      const bad = await invoke(payload);
      expect(published().map(({ outcome }) => outcome)).toEqual(['healthy', 'unhealthy']);
      expect(published().at(-1)).toEqual(bad);
      expect(counted.map(({ outcome }) => outcome)).toEqual(['healthy', 'unhealthy']);
    },
  );

  test('that cannot publish its result counts as unhealthy only', async () => {
    const { invoke, bus, counted } = await setStage();
    bus.on(PutEventsCommand).rejects(new Error('no bus'));
    const { warnings, summary } = await invoke({ schedule: 'check' });
    expect(warnings).toEqual(['result-not-published']);
    expect(summary).toContain('cannot be relied on');
    expect(counted.map(({ outcome }) => outcome)).toEqual(['unhealthy']);
  });

  test('that finds a dead key leaves the signature in memory, with which a disable still works', async () => {
    const stage = await setStage();
    await dieWarm(stage);
    expect((await stage.invoke({ action: 'check' })).outcome).toBe('unhealthy');
    const { clientId } = stage.portal.clients.crm;
    expect((await stage.invoke({ clientId, reason: 'drill' })).outcome).toBe('disabled');
  });
});

describe('a check of a portal that speaks the published sample', () => {
  const setSample = async (env: Record<string, string>, apiKey?: string) => {
    const sample = await startPublishedSamplePortal();
    onTestFinished(() => sample.close());
    const { invoke } = await setFunction({ ms: THREE_AM }, sample.url, apiKey ?? sample.apiKey, { env });
    return { sample, result: await invoke({ action: 'check' }) };
  };

  test('is healthy by the 404 to a PUT for an id that no client has, and changes nothing', async () => {
    const { sample, result } = await setSample({ DIALECT: 'documented' });
    expect({ outcome: result.outcome, lines: failedLines(result) }).toEqual({
      outcome: 'healthy',
      lines: [],
    });
    expect(sample.calls).toHaveLength(2);
    expect(sample.calls).toContainEqual({ method: 'GET', path: `/api/2.0/clients/${NOBODY}`, status: 404 });
    expect(sample.calls).toContainEqual({
      method: 'PUT',
      path: `/api/2.0/clients/${NOBODY}/activation`,
      status: 404,
    });
    expect(result.checks?.map(({ name }) => name)).not.toContain('read');
    expect(sample.isEnabled(sample.clientId)).toBe(true);
  });

  test('names the key where the PUT is refused', async () => {
    const { result } = await setSample({ DIALECT: 'documented' }, `sk-${'0'.repeat(64)}`);
    expect(failedLines(result)).toEqual([
      expect.stringMatching(/^write: .*\(403\).* the key or its scope is not accepted/),
    ]);
  });

  test('is unhealthy while the dialect is found by itself, and the portal is not written to', async () => {
    const { sample, result } = await setSample({});
    expect(failedLines(result)).toEqual([
      expect.stringMatching(/^portal: no token exchange .*DIALECT to documented/),
    ]);
    expect(sample.calls.map(({ method }) => method)).toEqual(['GET']);
  });
});
