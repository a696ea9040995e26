import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

const UNKNOWN = '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e';
const FEED = 'feed0000-1bd3-47d5-94c6-be2d3570e168';
const TIME_LIMIT = { withinMs: 1_000 };
const PROBLEM = {
  kind: 'status',
  status: 404,
  contentType: 'application/problem+json',
  body: '{"detail":"not found"}',
} as const;

type Stage = Awaited<ReturnType<typeof setStage>>;

describe('the portal’s answer that it does not know a client', () => {
  test('ends an alert where an admin hears it: no record stays, and no slot is taken', async () => {
    const { portal, invoke, ledger } = await setStage({ env: { BREAKER_LIMIT: '1' } });
    for (const id of ['a', 'b'])
      expect(await invoke(alertFor(UNKNOWN, { id }))).toMatchObject({ outcome: 'not-found', final: true });
    expect(await ledger.readClient(UNKNOWN, TIME_LIMIT)).toBeUndefined();
    expect(portal.activationWrites()).toEqual([]);
    expect((await invoke(alertFor(portal.clients.crm.clientId))).outcome).toBe('disabled');
  });

  test('leaves no record and no slot either where only the write hears it', async () => {
    const { portal, invoke, ledger } = await setStage({ env: { BREAKER_LIMIT: '1' } });
    const { crm, backup } = portal.clients;
    portal.faults.set('read', { kind: 'status', status: 500 }, { times: 1 });
    portal.faults.set('activate', PROBLEM, { times: 1 });
    expect(await invoke(alertFor(crm.clientId))).toMatchObject({
      outcome: 'not-found',
      final: true,
      proof: { writes: [{ enabled: false, status: 404 }] },
    });
    expect(await ledger.readClient(crm.clientId, TIME_LIMIT)).toBeUndefined();
    expect((await invoke(alertFor(backup.clientId, { id: 'b' }))).outcome).toBe('disabled');
  });

  test('ends no alert where only the write hears it and the read has shown the client: the next delivery disables it', async () => {
    const { portal, invoke, published } = await setStage({ env: { BREAKER_LIMIT: '1' } });
    const { clientId } = portal.clients.crm;
    portal.faults.set('activate', PROBLEM, { times: 1 });
    await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    expect(published()).toMatchObject([
      {
        outcome: 'failed',
        final: false,
        client: { enabledBefore: true },
        proof: { writes: [{ status: 404 }] },
      },
    ]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect((await invoke(alertFor(clientId))).outcome).toBe('disabled');
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test.each(['read', 'activate'] as const)(
    'is not the problem document of another program, which has no detail (%s): the alert is delivered again',
    async (operation) => {
      const { portal, invoke, published } = await setStage();
      portal.faults.set(operation, {
        ...PROBLEM,
        body: '{"title":"Not Found","status":404,"traceId":"00-1"}',
      });
      await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
      expect(published()).toMatchObject([{ outcome: 'failed', final: false, error: { name: 'HttpError' } }]);
      expect(portal.activationWrites()).toEqual([]);
    },
  );

  test.each<[string, string, (stage: Stage) => unknown]>([
    [
      'the key is a plain user’s',
      UNKNOWN,
      ({ secrets, portal }) => secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user }),
    ],
    ['the id begins with feed', FEED, ({ portal }) => portal.faults.set('read', PROBLEM)],
    [
      'another tenant',
      UNKNOWN,
      ({ ledger }) => ledger.writeClient(recordOf({ state: 'contained', tenant: 4_711 }), TIME_LIMIT),
    ],
  ])(
    'proves nothing to an alert where %s: it is delivered again; a person gets it',
    async (_name, clientId, arrange) => {
      const stage = await setStage();
      const { portal, invoke, published, ledger } = stage;
      await arrange(stage);
      await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
      expect(published()).toMatchObject([
        { outcome: 'failed', final: false, error: { name: 'NotFoundUnprovenError', retryable: true } },
      ]);
      expect(portal.activationWrites()).toEqual([]);
      expect(await ledger.readClient(clientId, TIME_LIMIT)).toBeUndefined();
      expect(await invoke({ clientId, reason: 'phishing' })).toMatchObject({
        outcome: 'not-found',
        final: true,
      });
      expect(portal.activationWrites()).toEqual([]);
    },
  );
});

test('an unknown client is not found: final, without a retry, without a write', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(UNKNOWN));
  expect(result).toMatchObject({
    outcome: 'not-found',
    final: true,
    client: { clientId: UNKNOWN, enabledBefore: null },
  });
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([result]);
});

test('what the key of a plain user cannot see is not believed to be gone: it fails, and the advice names the role', async () => {
  const { portal, invoke, secrets, published, ledger } = await setStage();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  const { clientId } = portal.clients.crm;
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  const [result] = published();
  expect(result).toMatchObject({
    outcome: 'failed',
    final: false,
    error: { name: 'NotFoundUnprovenError' },
    client: { enabledBefore: null, enabledAfter: null },
  });
  expect(result?.error?.message).toContain('not shown to be a DocSpace admin');
  expect(JSON.stringify(result)).not.toContain('@');
  expect(portal.activationWrites()).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);
  expect(await ledger.readClient(clientId, { withinMs: 1_000 })).toBeUndefined();
  // A person gets what the portal said, and the same doubt.
  const byHand = await invoke({ clientId, reason: 'phishing' });
  expect(byHand.outcome).toBe('not-found');
  expect(byHand.nextSteps.join()).toContain('not a DocSpace admin');
});

test('an id that begins with feed fails: the gateway’s 404 says nothing about the client', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ clientId: 'feed0000-1bd3-47d5-94c6-be2d3570e168' });
  const result = await invoke({ clientId, reason: 'phishing' });
  expect(result.outcome).toBe('failed');
  expect(result.nextSteps.join()).toContain('feed');
});

describe('where the tenant of key and ledger cannot be compared', () => {
  test('since the ledger does not answer, no alert ends by a 404; a person gets it', async () => {
    const { portal, invoke, published } = await setStage({ dependencies: { ledger: silentLedger() } });
    await expect(invoke(alertFor(UNKNOWN))).rejects.toThrow(RetryNeededError);
    expect(published()).toMatchObject([
      { outcome: 'failed', final: false, error: { name: 'NotFoundUnprovenError' } },
    ]);
    expect(published()[0]?.error?.message).toContain('the ledger does not answer');
    expect((await invoke({ clientId: UNKNOWN, reason: 'phishing' })).outcome).toBe('not-found');
    expect(portal.activationWrites()).toEqual([]);
  });

  test('since the signature names none, an admin’s 404 is all that can be known: it ends the alert', async () => {
    const { portal, invoke, ledger } = await setStage();
    await ledger.writeClient(recordOf({ state: 'contained', tenant: 4_711 }), TIME_LIMIT);
    const claims = [{ alg: 'HS256' }, { is_admin: true }].map((part) => btoa(JSON.stringify(part)));
    const body = JSON.stringify({ response: [...claims, 'signed'].join('.') });
    portal.faults.set('token', { kind: 'status', status: 200, contentType: 'application/json', body });
    portal.faults.set('read', PROBLEM);
    expect(await invoke(alertFor(UNKNOWN))).toMatchObject({ outcome: 'not-found', final: true });
    expect(portal.activationWrites()).toEqual([]);
  });
});

describe('the next step after a 404 that proves nothing', () => {
  const stepsAfter = async (arrange: (stage: Stage) => unknown, clientId = UNKNOWN) => {
    const stage = await setStage();
    await arrange(stage);
    await expect(stage.invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    expect(stage.portal.activationWrites()).toEqual([]);
    return stage.published()[0]?.nextSteps;
  };

  test('names the role where the key’s user is no admin', async () => {
    const steps = await stepsAfter(({ secrets, portal }) =>
      secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user }),
    );
    expect(steps?.[0]).toBe("Give the key's DocSpace user the admin role, or store the key of an admin.");
  });

  test('names the portal of the key where the tenant is another', async () => {
    const steps = await stepsAfter(({ ledger }) =>
      ledger.writeClient(recordOf({ state: 'contained', tenant: 4_711 }), TIME_LIMIT),
    );
    expect(steps?.[0]).toBe(
      'Store a key of the portal that PORTAL_URL names: this one belongs to another tenant.',
    );
  });
});

describe('after a 404 that the key may be the cause of', () => {
  test('a key of an admin that is stored meanwhile is used by the next delivery', async () => {
    const { portal, secrets, invoke } = await setStage();
    const { clientId } = portal.clients.crm;
    secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
    await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.admin });
    expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled', final: true });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test.each<[string, string, boolean]>([
    ['another tenant', UNKNOWN, true],
    ['an id that begins with feed', FEED, false],
  ])('with %s the next delivery of %s asks for the key again: %s', async (_name, clientId, isFresh) => {
    const asked: boolean[] = [];
    const { portal, invoke, ledger } = await setStage({
      dependencies: {
        fetchApiKey: async ({ fresh }) => {
          asked.push(fresh);
          return portal.keys.admin;
        },
      },
    });
    if (isFresh) await ledger.writeClient(recordOf({ state: 'contained', tenant: 4_711 }), TIME_LIMIT);
    else portal.faults.set('read', PROBLEM);
    for (const _ of [1, 2]) await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    expect(asked).toEqual(isFresh ? [false, true] : [false]);
    expect(portal.activationWrites()).toEqual([]);
  });
});
