import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import type { FaultName, PlaceName } from '../../faults/matrix/portal-faults.ts';
import { setFaultyStage } from '../../faulty-stage.ts';
import { expectHonestDisable, inShort } from '../../honest-result.ts';
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

test.each(['disable', 'status', 'dry run'])(
  'the result of a %s shows what the portal knows of the client',
  async (action) => {
    const { portal, invoke } = await setStage();
    const { clientId } = portal.clients.crm;
    const request =
      action === 'status' ? { action, clientId } : { clientId, reason: 'x', dryRun: action === 'dry run' };
    const { client } = await invoke(request);
    expect(client).toMatchObject({
      createdBy: portal.store.row(clientId)?.ownerId,
      createdOn: expect.stringMatching(/Z$/),
      scopes: ['files:read', 'accounts.self:read'],
      redirectUris: ['https://app.example/callback'],
      isPublic: false,
    });
  },
);

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

const MINUTE_MS = 60_000;
const TIME_LIMIT = { withinMs: 1_000 };

/** An alert that has ended proven, and comes once more. */
const provenOnce = async () => {
  const stage = await setStage({ portal: { rateLimit: Number.POSITIVE_INFINITY } });
  const { portal, clock, invoke, ledger } = stage;
  const { clientId } = portal.clients.crm;
  const alert = alertFor(clientId);
  const first = await invoke(alert);
  expect(first).toMatchObject({ outcome: 'disabled', final: true });
  return {
    ...stage,
    clientId,
    first,
    record: () => ledger.readClient(clientId, TIME_LIMIT),
    /** The client is on, and a reader that began before fills the cache with the old state. */
    enableBehindCache: async () => {
      await portal.store.activate(clientId, false);
      portal.store.expireCache();
      await portal.store.read(clientId);
      const row = portal.store.row(clientId);
      if (row === undefined) throw new Error('no such client');
      portal.store.add({ ...row, enabled: true });
      expect([portal.databaseEnabled(clientId), portal.cachedEnabled(clientId)]).toEqual([true, false]);
    },
    /** Too late for the portal's own race. */
    enableInPortal: async () => {
      clock.ms += MINUTE_MS;
      await portal.store.activate(clientId, true);
    },
    watchLater: async () => {
      clock.ms += 6 * MINUTE_MS;
      await invoke({ schedule: 'watch' });
    },
    redeliver: () => {
      portal.clearCalls();
      return invoke(alert);
    },
  };
};

describe('an alert that ended proven and is delivered again', () => {
  test('is reported again without a write while ledger and portal show the client contained', async () => {
    const { portal, first, redeliver } = await provenOnce();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('writes again where the portal shows the client on', async () => {
    const { portal, clientId, first, enableInPortal, redeliver } = await provenOnce();
    await enableInPortal();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(2);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('writes again where the watch had found the client on, although a stale cache shows it off', async () => {
    const set = await provenOnce();
    const { portal, clientId, first, enableInPortal, enableBehindCache, watchLater, record, redeliver } = set;
    await enableInPortal();
    await watchLater();
    expect(await record()).toMatchObject({ state: 'drifted' });
    await enableBehindCache();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(await record()).toMatchObject({ state: 'contained' });
  });

  test('writes again where the client is held as on, although a stale cache shows it off', async () => {
    const { portal, clientId, first, ledger, enableBehindCache, record, redeliver } = await provenOnce();
    const known = await record();
    if (known?.by === undefined) throw new Error('no record');
    const held = { since: first.timeline.receivedAt, by: known.by };
    await ledger.writeClient({ ...known, version: known.version + 1, held }, TIME_LIMIT);
    await enableBehindCache();
    expect(await redeliver()).toEqual(first);
    expect(portal.activationWrites(clientId)).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('is refused where a person restored the client, although a stale cache shows it off: nothing is written', async () => {
    const { portal, invoke, clientId, enableBehindCache, redeliver } = await provenOnce();
    const enable = { action: 'enable', clientId, reason: 'false alarm', acceptUnrotatedSecret: true };
    expect(await invoke(enable)).toMatchObject({ outcome: 'enabled' });
    await enableBehindCache();
    expect(await redeliver()).toMatchObject({
      outcome: 'refused',
      final: true,
      guard: { name: 'restored-since-alert' },
    });
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });
});

test.each<[PlaceName, FaultName, string]>([
  ['token to the end', 'status 401', 'failed · KeyRefusedError'],
  ['token to the end', 'HTML 502', 'failed · HttpError · first-read-failed'],
  ['token to the end', '429 in ns', 'failed · DeadlineError · rate-limited'],
  ['read once', 'reset before effect', 'disabled · 200 200 · first-read-failed'],
  ['read once', '404 problem', 'not-found · HttpError'],
  ['PATCH once', 'reset after effect', 'disabled · ? 200 200 200'],
  ['PATCH to the end', '500 before effect', 'failed · 500 500 500 500 · HttpError · may-still-take-effect'],
  ['PATCH to the end', '429 without header', 'failed · DeadlineError · rate-limited'],
  ['second PATCH once', '404 empty', 'unverified · 200 404 · HttpError'],
  ['read-back to the end', 'HTML 502', 'unverified · 200 200 · HttpError'],
  ['every call to the end', 'redirect within the portal', 'failed · HttpError · first-read-failed'],
])('a person gets the result instead of an error: %s, %s: %s', async (place, fault, expected) => {
  const { portal, invoke, published } = await setFaultyStage(place, fault);
  const { clientId } = portal.clients.crm;
  const result = await invoke({ clientId, reason: 'phishing report 4711' });
  expect(inShort(result)).toBe(expected);
  expect(result.final).toBe(true);
  expectHonestDisable(portal, clientId, result);
  // A 401, a 404 and a token that can't be had in time end the run before its first write.
  const tried = !['status 401', '404 problem', '429 in ns'].includes(fault);
  expect(published()).toEqual(tried ? [result] : []);
});

test('a person does not wait longer than 50 s for the rate limit', async () => {
  const { portal, invoke, sleeps } = await setFaultyStage('PATCH to the end', '429 in ns');
  await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing report 4711' });
  expect(sleeps.reduce((sum, milliseconds) => sum + milliseconds, 0)).toBeLessThanOrEqual(50_000);
});
