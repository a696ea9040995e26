import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

test('an alert disables the client, proves it, and puts the result on the bus', async () => {
  const { portal, invoke, published, counted } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'disabled',
    final: true,
    trigger: { type: 'alert', severity: 'high', source: 'security.alerts' },
    client: { clientId, name, enabledBefore: true, enabledAfter: false },
    proof: { basis: 'read-back', writes: [{ status: 200 }, { status: 200 }] },
    alertAgeMs: 2_000,
    warnings: [],
  });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(published()).toEqual([result]);
  expect(counted).toEqual([result]);
});

test('before the first write come the key, the token exchange and one read, and nothing else', async () => {
  const { portal, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  expect(portal.calls.map((call) => call.operation)).toEqual([
    'token',
    'read',
    'activate',
    'activate',
    'read',
  ]);
});

test('a warm function goes straight to the read: key and signature are in memory', async () => {
  const { portal, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  portal.clearCalls();
  await invoke(alertFor(portal.clients.backup.clientId));
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  expect(portal.calls.map((call) => call.operation)).toEqual(['read', 'activate', 'activate', 'read']);
});

test('a client that is off already gets one confirming write and a read-back', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'already-disabled',
    client: { enabledBefore: false, enabledAfter: false },
    proof: { writes: [{ status: 200 }], basis: 'read-back' },
  });
});

test('a person disables by hand with an id and a reason, and the answer is the published result', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.clients.crm;
  const result = await invoke({ clientId, reason: 'phishing report 4711' });
  expect(result).toMatchObject({
    outcome: 'disabled',
    action: 'disable',
    trigger: { type: 'manual', reason: 'phishing report 4711', eventId: null },
    timeline: { detectedAt: null },
    alertAgeMs: null,
  });
  expect(published()).toEqual([result]);
});

test('an alert marked as a drill reads the real state and writes nothing', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(portal.clients.crm.clientId, { detail: { dryRun: true } }));
  expect(result).toMatchObject({
    outcome: 'dry-run',
    final: true,
    client: { enabledBefore: true, enabledAfter: null },
  });
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toHaveLength(1);
});

test('the setting dry-run makes a drill of every alert, and of no request by hand', async () => {
  const { portal, invoke } = await setStage({ env: { MODE: 'dry-run' } });
  const { clientId } = portal.clients.crm;
  expect((await invoke(alertFor(clientId))).outcome).toBe('dry-run');
  expect(portal.activationWrites()).toEqual([]);
  expect((await invoke({ clientId, reason: 'phishing' })).outcome).toBe('disabled');
});

test('a dry run by hand obeys its own word', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'drill', dryRun: true });
  expect(result.outcome).toBe('dry-run');
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});
