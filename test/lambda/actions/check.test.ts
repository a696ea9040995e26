import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { THREE_AM } from '../../alerts.ts';
import { startPublishedSamplePortal } from '../../portals/published-sample.ts';
import { setFunction, setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

const failedLines = (result: { checks?: { name: string; ok: boolean; message: string }[] | undefined }) =>
  (result.checks ?? []).filter((line) => !line.ok);

test('a healthy kill path says ok to every line, writes nothing and publishes nothing', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('healthy');
  expect(result.checks?.map((line) => line.name)).toEqual([
    'api-key',
    'portal',
    'dialect',
    'role',
    'clock',
    'ledger',
  ]);
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});

test('each protected id is looked up; one that the portal does not know is unhealthy', async () => {
  const { portal, invoke } = await setStage({
    portal: { seed: 'check' },
    env: { PROTECTED_CLIENT_IDS: '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e' },
  });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(failedLines(result)[0]?.message).toContain('does not know it');
  expect(portal.activationWrites()).toEqual([]);
});

test('a protected id that exists is ok', async () => {
  const clientId = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
  const { portal, invoke } = await setStage({ env: { PROTECTED_CLIENT_IDS: clientId } });
  portal.addClient({ clientId });
  expect((await invoke({ action: 'check' })).outcome).toBe('healthy');
});

test('a ledger that does not answer is unhealthy, and every other line is there all the same', async () => {
  const ledger = createMemoryStore();
  const fault = Object.assign(new Error('arn:aws:…'), { name: 'AccessDeniedException' });
  const { invoke, logs } = await setStage({
    dependencies: { ledger: { ...ledger, readResult: () => Promise.reject(fault) } },
  });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(result.checks?.map((line) => line.name)).toContain('clock');
  expect(failedLines(result)).toEqual([
    { name: 'ledger', ok: false, message: 'the ledger does not answer (AccessDeniedException)' },
  ]);
  expect(logs.map(({ code }) => code)).toContain('KS400');
  expect(JSON.stringify([result, logs])).not.toContain('arn:aws');
});

test('the ledger is asked even where there is no key, for a second at most', async () => {
  const waited: number[] = [];
  const ledger = createMemoryStore();
  const { invoke } = await setStage({
    secret: '{}',
    dependencies: {
      ledger: {
        ...ledger,
        readResult: async (_, { withinMs }) => {
          waited.push(withinMs);
          return undefined;
        },
      },
    },
  });
  const { checks } = await invoke({ action: 'check' });
  expect(checks?.map(({ name, ok }) => [name, ok])).toEqual([
    ['api-key', false],
    ['ledger', true],
  ]);
  expect(waited).toEqual([1_000]);
});

test('the key of a user who is no admin is unhealthy', async () => {
  const { portal, invoke, secrets } = await setStage();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(failedLines(result)[0]).toMatchObject({ name: 'role' });
});

test('no usable key is unhealthy, with the command that stores one', async () => {
  const { portal, invoke } = await setStage({ secret: '{}' });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('unhealthy');
  expect(failedLines(result)[0]?.message).toContain('put-secret-value');
  expect(portal.calls).toEqual([]);
});

test('a refused key is unhealthy', async () => {
  const { invoke } = await setStage({ secret: `sk-${'0'.repeat(64)}` });
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]).toMatchObject({ name: 'portal' });
});

test('a portal that is down is unhealthy', async () => {
  const { portal, invoke } = await setStage();
  await portal.goDown();
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]?.message).toContain('no answer from the portal');
});

test('a suspended portal is unhealthy, and the line says what else it may be', async () => {
  const { portal, invoke } = await setStage();
  portal.suspended = true;
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]?.message).toContain('suspended portal');
});

test('a portal whose clock is off by a minute is unhealthy, and every result says so', async () => {
  const { portal, invoke } = await setStage();
  portal.faults.set('any', { kind: 'date-skew', ms: 50_000 });
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]).toMatchObject({ name: 'clock' });
  expect(result.warnings).toContain('clock-skew');
});

test('a portal that does not say what the activation takes is unhealthy', async () => {
  const { portal, invoke } = await setStage();
  portal.faults.set('probe', { kind: 'status', status: 200 });
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]).toMatchObject({ name: 'dialect' });
});

test('a portal without PATCH on the activation is unhealthy', async () => {
  const { portal, invoke } = await setStage();
  portal.faults.set('probe', { kind: 'status', status: 200, headers: { allow: 'PUT,OPTIONS' } });
  const result = await invoke({ action: 'check' });
  expect(failedLines(result)[0]).toMatchObject({ name: 'dialect' });
});

test('on a portal that speaks the published sample only, the check says what it can not prove', async () => {
  const sample = await startPublishedSamplePortal();
  onTestFinished(() => sample.close());
  const { invoke } = await setFunction({ ms: THREE_AM }, sample.url, sample.apiKey, {
    env: { DIALECT: 'documented' },
  });
  const result = await invoke({ action: 'check' });
  expect(result.outcome).toBe('healthy');
  expect(result.checks?.find((line) => line.name === 'dialect')?.message).toContain(
    'only a write would prove',
  );
  expect(sample.isEnabled(sample.clientId)).toBe(true);
});

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
  expect(failedLines(result)).toEqual([
    {
      name: 'tenant',
      ok: false,
      message:
        'the key belongs to another tenant than the clients in the ledger: store a key of the portal that PORTAL_URL names',
    },
  ]);
  expect(portal.activationWrites()).toEqual([]);
});
