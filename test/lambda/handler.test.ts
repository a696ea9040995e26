import { clearCaches } from '@aws-lambda-powertools/parameters';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ResultSchema } from '../../lambda/contract/result.ts';
import { type Portal, startPortal } from '../../local/portal/simulator.ts';
import { alertFor } from '../alerts.ts';
import { contextOf } from '../stage.ts';

/** The module that AWS loads, with its own clock, its own timers and its own telemetry. */
let handler: typeof import('../../lambda/handler.ts').handler;
let portal: Portal;
const secrets = mockClient(SecretsManagerClient);
const bus = mockClient(EventBridgeClient);
const table = mockClient(DynamoDBClient);
const written: string[] = [];

const PROTECTED_ID = '0b5f2a4e-9a38-4f4e-8f0f-6f1f6a5c1d01';

beforeAll(async () => {
  portal = await startPortal();
  portal.addClient({ clientId: PROTECTED_ID });
  // The module opens the ledger's connection while it is loaded.
  table.onAnyCommand().resolves({});
  clearCaches();
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  vi.stubEnv('PORTAL_URL', portal.url);
  vi.stubEnv('API_KEY_SECRET_ID', 'docspace/api-key');
  vi.stubEnv('RESULT_BUS_NAME', 'security');
  vi.stubEnv('LEDGER_TABLE', 'ledger');
  vi.stubEnv('PROTECTED_CLIENT_IDS', PROTECTED_ID);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  // The test runner has a variable of this name for itself.
  vi.stubEnv('MODE', 'enforce');
  ({ handler } = await import('../../lambda/handler.ts'));
});

beforeEach(() => {
  secrets.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.admin });
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  bus.on(DescribeEventBusCommand).resolves({});
  table.reset();
  table.onAnyCommand().resolves({});
  portal.clearCalls();
  written.length = 0;
});

afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  secrets.restore();
  bus.restore();
  table.restore();
  await portal.close();
});

const published = () =>
  bus
    .commandCalls(PutEventsCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .map(({ Detail = '' }) => ResultSchema.parse(JSON.parse(Detail)));

const ItemSchema = z.object({ kind: z.object({ S: z.string() }) });

const justNow = () => ({ time: new Date().toISOString() });

describe('the function as AWS loads it', () => {
  test('an alert disables the client that it names, and the result is on the bus', async () => {
    const { clientId } = portal.clients.crm;
    const result = ResultSchema.parse(await handler(alertFor(clientId, justNow()), contextOf('request-1')));
    expect(result).toMatchObject({
      outcome: 'disabled',
      client: { clientId, portal: portal.url, enabledBefore: true, enabledAfter: false },
      proof: { basis: 'read-back', writes: [{ status: 200 }, { status: 200 }] },
    });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(published()).toEqual([result]);
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]?.EventBusName).toBe('security');
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input.SecretId).toBe('docspace/api-key');
    const [ended] = table.commandCalls(TransactWriteItemsCommand).map(({ args }) => args[0].input);
    const puts = [
      ...table.commandCalls(PutItemCommand).map(({ args }) => args[0].input),
      ...(ended?.TransactItems ?? []).flatMap(({ Put }) => Put ?? []),
    ];
    expect(new Set(puts.map(({ TableName }) => TableName))).toEqual(new Set(['ledger']));
    expect(table.commandCalls(BatchGetItemCommand)[0]?.args[0].input.RequestItems).toHaveProperty('ledger');
    const kinds = puts.map(({ Item }) => ItemSchema.parse(Item).kind.S);
    expect(new Set(kinds)).toEqual(new Set(['client', 'result']));
  });

  test('a ledger that does not answer keeps no alert from disabling, and the log says so', async () => {
    table.onAnyCommand().rejects(new Error('sk-secret of the SDK'));
    const { clientId } = portal.addClient();
    const result = ResultSchema.parse(await handler(alertFor(clientId, justNow()), contextOf('request-1')));
    expect(result).toMatchObject({ outcome: 'disabled', warnings: ['ledger-unavailable'] });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(published()).toEqual([result]);
    expect(written.join('')).toContain('"code":"KS400"');
    expect(written.join('')).not.toContain('sk-secret');
  });

  test('it logs by its catalogue and counts the outcome', async () => {
    await handler({ action: 'check' }, contextOf('request-2'));
    const lines = written
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        code: 'KS100',
        message: 'Request received',
        function_request_id: 'request-2',
      }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ healthy: 1, trigger: 'manual' }));
  });

  test('a protected client of its settings is refused, and the portal is not called', async () => {
    const result = await handler(alertFor(PROTECTED_ID, justNow()), contextOf('request-3'));
    expect(result).toMatchObject({ outcome: 'refused', guard: { name: 'protected-client' } });
    expect(portal.calls).toEqual([]);
    expect(portal.databaseEnabled(PROTECTED_ID)).toBe(true);
  });

  test('an old alert is refused by the real clock, and the portal is not called', async () => {
    const old = alertFor(portal.clients.backup.clientId, { time: '2020-01-01T00:00:00Z' });
    const result = await handler(old, contextOf('request-4'));
    expect(result).toMatchObject({ outcome: 'refused', guard: { name: 'stale-alert' } });
    expect(portal.calls).toEqual([]);
  });

  test('nonsense is an invalid alert: published, and the portal is not called', async () => {
    const result = await handler('nonsense', contextOf('request-5'));
    expect(result).toMatchObject({ outcome: 'invalid', final: true });
    expect(portal.calls).toEqual([]);
    expect(published()).toEqual([result]);
  });
});

describe('an unexpected error', () => {
  const broken = (message: string): Context =>
    Object.assign(contextOf('request-6'), {
      getRemainingTimeInMillis: () => {
        throw new TypeError(message);
      },
    });

  test('leaves the function as our own sentence only, and the portal is not called', async () => {
    const left: unknown = await Promise.resolve(handler({ action: 'check' }, broken('sk-secret'))).catch(
      (error: unknown) => error,
    );
    expect(left).toBeInstanceOf(Error);
    expect(left).toHaveProperty('message', 'unexpected fault inside the kill switch; the log has its place');
    expect(left).not.toHaveProperty('cause');
    expect(left instanceof Error ? left.stack : '').not.toContain('sk-secret');
    expect(portal.calls).toEqual([]);
  });

  test('is logged by its class and its places, without its message', async () => {
    await expect(handler({ action: 'check' }, broken('sk-secret'))).rejects.toThrow();
    const log = written.join('');
    expect(log).toContain('"code":"KS900"');
    expect(log).toContain('"fault":"TypeError"');
    expect(log).toContain('create-handler.ts');
    expect(log).not.toContain('sk-secret');
  });

  test('is logged without its message also where the message looks like a place', async () => {
    await expect(handler({ action: 'check' }, broken('boom\n    at sk-secret'))).rejects.toThrow();
    expect(written.join('')).toContain('"code":"KS900"');
    expect(written.join('')).not.toContain('sk-secret');
  });
});

test('a configuration that is not usable keeps the function from starting, with one error that lists all of it', async () => {
  vi.resetModules();
  vi.stubEnv('PORTAL_URL', 'http://office.example');
  vi.stubEnv('API_KEY_SECRET_ID', '');
  vi.stubEnv('MODE', 'maybe');
  vi.stubEnv('LEDGER_TABLE', '');
  await expect(import('../../lambda/handler.ts')).rejects.toMatchObject({
    name: 'ConfigError',
    message: [
      'the configuration is not usable:',
      '  PORTAL_URL must begin with https://; http is for a portal on this machine only',
      '  MODE must be enforce, approve or dry-run',
      '  API_KEY_SECRET_ID is missing: name or ARN of the secret that holds the API key',
      '  LEDGER_TABLE is missing: name of the DynamoDB table of the ledger',
    ].join('\n'),
  });
});
