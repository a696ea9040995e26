import { describe, expect, test } from 'vitest';
import { changeActivation, getClient } from '../../../lambda/docspace/operations.ts';
import { createPortalHttp } from '../../../lambda/docspace/portal-http.ts';
import { isUnknownClient } from '../../../lambda/docspace/unknown-client.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { setRig, setRun } from './rig.ts';
import { failureOf, serve } from './wire.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The operations at a server that answers every request with this body. */
const operationsAt = async (body: string) => {
  const { run } = setRun();
  const { url, seen } = await serve((_request, response) => response.end(body));
  const http = createPortalHttp({ portal: url, fetch, now: run.now, callTimeoutMs: PATIENT_MS });
  return {
    seen,
    read: (id = NOBODY) => getClient(http, 'signed', id, run.deadline),
    change: (enabled: boolean) => changeActivation(http, 'signed', NOBODY, enabled, run.deadline),
  };
};

describe('a change of activation', () => {
  test.each([false, true])('carries status: %s and not one field more', async (enabled) => {
    const { seen, change } = await operationsAt('');
    await change(enabled);
    expect(seen).toMatchObject([
      {
        method: 'PATCH',
        path: `/api/2.0/clients/${NOBODY}/activation`,
        body: `{"status":${enabled}}`,
        headers: { 'x-signature': 'signed' },
      },
    ]);
  });

  test('is signed, and the key itself stays out of it', async () => {
    const { client, clientId, run, callsTo, portal } = await setRig();
    const write = await client.setActivation(clientId, false, run.deadline);
    expect(write).toEqual({
      status: 200,
      tokensLeft: 14,
      statedEnabled: undefined,
      portalAt: expect.any(Date),
    });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    const [call] = callsTo('activate');
    expect(call?.headers).not.toHaveProperty('authorization');
    expect(call?.headers['x-signature']).toMatch(/^ey/);
  });

  test('is not done where a page answers 200; a body that says nothing of a page does no harm', async () => {
    const page = await operationsAt(' <!doctype html><title>Sign in</title>');
    const error = await failureOf(page.change(false));
    expect(error).toMatchObject({ name: 'ResponseSchemaError', operation: 'change activation' });
    expect(error.message).not.toContain('Sign in');
    expect((await (await operationsAt('{"status":false}')).change(false)).status).toBe(200);
  });

  test('of a client that is off already is accepted anyway', async () => {
    const { client, clientId, run } = await setRig();
    await client.setActivation(clientId, false, run.deadline);
    expect((await client.setActivation(clientId, false, run.deadline)).status).toBe(200);
  });
});

describe('a client as it is read', () => {
  const record = {
    client_id: NOBODY,
    client_secret: '5ec7e7',
    name: ' CRM\u202e ',
    tenant: 1,
    enabled: true,
  };

  test('is id, cleaned name, tenant and state; its secret is dropped at the door', async () => {
    const { read } = await operationsAt(JSON.stringify({ ...record, logo: 'data:', created_on: 'x' }));
    const client = await read();
    expect(client).toEqual({
      clientId: NOBODY,
      name: 'CRM',
      tenant: 1,
      enabled: true,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      modifiedAt: undefined,
      details: {
        createdBy: null,
        createdOn: null,
        modifiedBy: null,
        modifiedOn: null,
        scopes: null,
        redirectUris: null,
        isPublic: null,
      },
    });
    expect(JSON.stringify(client)).not.toContain('5ec7e7');
  });

  test('shows who made and changed it, what it may do and where it leads: cleaned, cut, and never an e-mail address', async () => {
    const owner = '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e';
    const { read } = await operationsAt(
      JSON.stringify({
        ...record,
        created_by: owner,
        created_on: '2026-01-30T03:00:00.1234567',
        modified_by: 'someone@example.com',
        modified_on: '2026-01-31T03:00:00Z',
        scopes: ['files:read', 'accounts\u202e:read', 7],
        redirect_uris: Array.from({ length: 60 }, (_, at) => `https://app.example/${at}/${'x'.repeat(300)}`),
        is_public: true,
      }),
    );
    const { details } = await read();
    expect(details).toMatchObject({
      createdBy: owner,
      createdOn: '2026-01-30T03:00:00.123Z',
      modifiedBy: null,
      modifiedOn: '2026-01-31T03:00:00.000Z',
      scopes: ['files:read', 'accounts:read'],
      isPublic: true,
    });
    expect(details?.redirectUris).toHaveLength(50);
    expect(details?.redirectUris?.every((address) => address.length <= 200)).toBe(true);
    expect(JSON.stringify(details)).not.toContain('@');
  });

  test('is a client all the same where its evidence is odd', async () => {
    const odd = { created_by: 7, created_on: 'x', scopes: 'all', redirect_uris: null, is_public: 'no' };
    const { read } = await operationsAt(JSON.stringify({ ...record, ...odd }));
    expect(await read()).toMatchObject({ enabled: true, details: { scopes: null, isPublic: null } });
  });

  test('has the same fingerprint as long as its secret is the same, whatever else changes', async () => {
    const fingerprintOf = async (change: Record<string, unknown>, id = NOBODY) =>
      (await (await operationsAt(JSON.stringify({ ...record, client_id: id, ...change }))).read(id))
        .fingerprint;
    const before = await fingerprintOf({});
    expect(
      await fingerprintOf({ enabled: false, name: 'Another', modified_on: '2026-01-31T03:00:00Z' }),
    ).toBe(before);
    expect(await fingerprintOf({ client_secret: '5ec7e8' })).not.toBe(before);
    // Two clients with one secret must not look alike to whoever reads the ledger.
    expect(await fingerprintOf({}, NOBODY.replace('4000', '4001'))).not.toBe(before);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no secret', { client_secret: undefined }],
    ['an empty secret', { client_secret: '' }],
    ['a secret that is null', { client_secret: null }],
    ['a secret that is no text', { client_secret: 7 }],
  ])('with %s has no fingerprint, and is a client anyway', async (_name, change) => {
    const { read } = await operationsAt(JSON.stringify({ ...record, ...change }));
    expect(await read()).toMatchObject({ fingerprint: undefined, enabled: true });
  });

  test.each([
    ['2026-01-31T03:00:07', '2026-01-31T03:00:07.000Z'],
    ['2026-01-31T03:00:07Z', '2026-01-31T03:00:07.000Z'],
    ['2026-01-31T03:00:07.125', '2026-01-31T03:00:07.125Z'],
    ['2026-01-31T03:00:07.125Z', '2026-01-31T03:00:07.125Z'],
    ['2026-01-31T03:00:07.125000000', '2026-01-31T03:00:07.125Z'],
    ['2026-01-31T03:00:07.125999999Z', '2026-01-31T03:00:07.125Z'],
    ['2026-01-31T04:00:07+01:00', '2026-01-31T03:00:07.000Z'],
    ['2026-01-30T21:30:07.125-05:30', '2026-01-31T03:00:07.125Z'],
    ['2026-01-31T04:00:07.125999999+01:00', '2026-01-31T03:00:07.125Z'],
  ])('was modified at %s, which is %s; without a zone it is UTC', async (modifiedOn, time) => {
    const { read } = await operationsAt(JSON.stringify({ ...record, modified_on: modifiedOn }));
    expect((await read()).modifiedAt?.toISOString()).toBe(time);
  });

  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 1_769_828_407],
    ['a word', 'yesterday'],
    ['a zone alone', 'Z'],
    ['a day that is none', '2026-13-31T03:00:07'],
    ['markup', '<b>2026-01-31T03:00:07</b>'],
    ['in the year 10000', '+010000-01-01T00:00:00Z'],
    ['before the year 0', '-000001-12-31T23:59:59Z'],
  ])('whose time of change is %s is a client whose last change nobody knows', async (_name, modifiedOn) => {
    const { read } = await operationsAt(JSON.stringify({ ...record, modified_on: modifiedOn }));
    expect(await read()).toMatchObject({ modifiedAt: undefined, enabled: true });
  });

  test.each<[string, Record<string, unknown>]>([
    ['no name', { name: undefined }],
    ['a name that is no text', { name: 7 }],
  ])('with %s is still a client', async (_name, change) => {
    const { read } = await operationsAt(JSON.stringify({ ...record, ...change }));
    expect(await read()).toMatchObject({ name: '', enabled: true });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no state', { enabled: undefined }, 'enabled'],
    ['a state in words', { enabled: 'false' }, 'enabled'],
    ['a state that is null', { enabled: null }, 'enabled'],
    ['no id', { client_id: undefined }, 'client_id'],
    ['a tenant in words', { tenant: 'one' }, 'tenant'],
    ['the id of another client', { client_id: NOBODY.replace('4000', '4001') }, 'another client'],
  ])('with %s is none: the error names the field and quotes nothing', async (_name, change, field) => {
    const { read } = await operationsAt(JSON.stringify({ ...record, ...change }));
    const error = await failureOf(read());
    expect(error).toMatchObject({ name: 'ResponseSchemaError', retryable: false });
    expect(error.message).toContain(field);
    expect(error.message).not.toContain('5ec7e7');
  });

  test.each(['', 'null', '[]', '<html></html>', '{"client_id":"'])('%j is no client', async (body) => {
    const { read } = await operationsAt(body);
    expect(await failureOf(read())).toMatchObject({ name: 'ResponseSchemaError' });
  });
});

describe('a signature that the service refuses', () => {
  test.each(['read', 'activate'] as const)('is renewed once for a %s, which then succeeds', async (on) => {
    const { client, clientId, run, portal, callsTo } = await setRig();
    portal.faults.set(on, { kind: 'empty-403' }, { times: 1 });
    if (on === 'read') await client.readClient(clientId, run.deadline);
    if (on === 'activate') await client.setActivation(clientId, false, run.deadline);
    expect([callsTo(on).length, callsTo('token').length]).toEqual([2, 2]);
  });

  test('is not renewed a second time: the portal has just accepted the key, so it is not to blame', async () => {
    const { client, clientId, run, portal, callsTo, isOn } = await setRig();
    portal.faults.set('activate', { kind: 'empty-403' });
    const error = await failureOf(client.setActivation(clientId, false, run.deadline));
    expect(error).toMatchObject({ name: 'HttpError', status: 403, shape: 'empty', counted: false });
    expect(error.message).toContain('neither the key nor its scope is the cause');
    expect([callsTo('activate').length, callsTo('token').length, isOn()]).toEqual([2, 2, true]);
  });

  test('is not the same as a role that may not: a guest’s problem document renews nothing', async () => {
    const { client, clientId, run, callsTo } = await setRig({ key: 'guest' });
    const error = await failureOf(client.readClient(clientId, run.deadline));
    expect(error).toMatchObject({ status: 403, shape: 'problem' });
    expect(error.message).toContain("DocSpace admin's key");
    expect(callsTo('token')).toHaveLength(1);
  });
});

describe('signing in', () => {
  test('trades the key again, whatever is in memory', async () => {
    const { client, clientId, run, callsTo } = await setRig();
    await client.readClient(clientId, run.deadline);
    expect(await client.signIn(run.deadline)).toBe(true);
    expect(callsTo('token')).toHaveLength(2);
  });

  test('that fails leaves the signature in memory, with which an alert may still act', async () => {
    const { client, clientId, run, portal, isOn } = await setRig();
    await client.readClient(clientId, run.deadline);
    portal.revokeKey(portal.keys.admin);
    expect(await failureOf(client.signIn(run.deadline))).toMatchObject({ name: 'KeyRefusedError' });
    await client.setActivation(clientId, false, run.deadline);
    expect(isOn()).toBe(false);
  });
});

describe('an unknown client', () => {
  test.each<[string, 'admin' | 'user' | 'otherTenant', 'nobody' | 'crm']>([
    ['an id that was never given', 'admin', 'nobody'],
    ['the client of another user', 'user', 'crm'],
    ['a client of another tenant', 'otherTenant', 'crm'],
  ])('is %s; the e-mail address in the answer stays there', async (_name, key, which) => {
    const { client, clientId, run } = await setRig({ key });
    const id = which === 'crm' ? clientId : NOBODY;
    const calls = [
      () => client.readClient(id, run.deadline),
      () => client.setActivation(id, false, run.deadline),
    ];
    for (const call of calls) {
      const error = await failureOf(call());
      expect(isUnknownClient(error, client)).toBe(true);
      expect(JSON.stringify(error) + error.message).not.toContain('@');
    }
  });

  test('is not what a plain 404 of a gateway says', async () => {
    const { client, run } = await setRig();
    const error = await failureOf(client.readClient(NOBODY.replace('0000', 'feed'), run.deadline));
    expect(error).toMatchObject({ status: 404, shape: 'empty' });
    expect(isUnknownClient(error, client)).toBe(false);
  });

  test('is not what a portal without a token exchange says', async () => {
    const { client, clientId, run, portal } = await setRig();
    portal.suspended = true;
    const error = await failureOf(client.readClient(clientId, run.deadline));
    expect(error).toMatchObject({ operation: 'token exchange', status: 404 });
    expect(isUnknownClient(error, client)).toBe(false);
  });
});
