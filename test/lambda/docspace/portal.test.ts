import { describe, expect, onTestFinished, test } from 'vitest';
import { createPortal } from '../../../lambda/docspace/portal.ts';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import { isUnknownClient } from '../../../lambda/docspace/unknown-client.ts';

import type { Fault } from '../../../local/portal/fault.ts';
import type { Portal } from '../../../local/portal/simulator.ts';

import { PATIENT_MS } from '../../patient-fetch.ts';

import { startPublishedSamplePortal } from '../../portals/published-sample.ts';
import { setRig, setRun } from './rig.ts';
import { failureOf, serve } from './wire.ts';

const connect = (portal: string, apiKey: string) => {
  const { run } = setRun();
  const client = createPortal({
    portal,
    dialect: 'auto',
    fetchApiKey: async () => apiKey,
    fetch,
    now: run.now,
    callTimeoutMs: PATIENT_MS,
  });
  return { client, deadline: run.deadline };
};

const openSample = async (readable = false) => {
  const sample = await startPublishedSamplePortal({ readable });
  onTestFinished(() => sample.close());
  return { sample, ...connect(sample.url, sample.apiKey) };
};

const NO_TOKENS = 'security/oauth2/token';

/** A portal without a token exchange whose writes end with `status`. */
const openBroken = async (status: number, type = 'application/json') => {
  const { url, seen } = await serve((request, response) => {
    const exchange = request.url?.endsWith(NO_TOKENS) === true || request.method === 'GET';
    response
      .writeHead(exchange ? 404 : status, { 'content-type': type })
      .end(type === 'text/html' ? '<html>back soon</html>' : '{}');
  });
  return { seen, ...connect(url, 'sk-0123456789') };
};

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';

describe('the dialect is found by itself', () => {
  test('a real portal is spoken to in the current one, and never sees a documented call', async () => {
    const { client, clientId, run, portal } = await setRig({ dialect: 'auto' });
    await client.readClient(clientId, run.deadline);
    await client.setActivation(clientId, false, run.deadline);
    expect(await client.signIn(run.deadline)).toBe(true);
    expect([client.spoken(), client.owner()?.isAdmin]).toEqual(['current', true]);
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET']);
  });

  test.each([401, 402, 403, 500, 502])(
    'a token endpoint that answers %i is one: nothing documented is tried',
    async (status) => {
      const { client, clientId, run, portal } = await setRig({ dialect: 'auto' });
      portal.faults.set('token', { kind: 'status', status });
      await failureOf(client.readClient(clientId, run.deadline));
      await failureOf(client.setActivation(clientId, false, run.deadline));
      expect(new Set(portal.calls.map(({ operation }) => operation))).toEqual(new Set(['token']));
    },
  );

  test('an unknown client’s 404 is no sign of the sample', async () => {
    const { client, run, portal } = await setRig({ dialect: 'auto' });
    await failureOf(client.setActivation(ID, false, run.deadline));
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });
});

describe('a portal without a token exchange', () => {
  test('is written to in the documented way, which is a guess, and asked for the exchange each time', async () => {
    const { sample, client, deadline } = await openSample();
    await client.setActivation(sample.clientId, false, deadline);
    expect(sample.isEnabled(sample.clientId)).toBe(false);
    expect([client.spoken(), client.owner()]).toEqual(['guessed', undefined]);
    await client.setActivation(sample.clientId, true, deadline);
    expect(sample.calls.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET', 'PUT']);
    expect(sample.isEnabled(sample.clientId)).toBe(true);
  });

  test('shows nothing that is believed, and is not called one without reads', async () => {
    const { sample, client, deadline } = await openSample(true);
    await client.setActivation(sample.clientId, false, deadline);
    const error = await failureOf(client.readClient(sample.clientId, deadline));
    expect(error).toMatchObject({ name: 'NotAPortalError', retryable: true });
    expect(error.message).toMatch(/suspended portal or not a DocSpace.*set DIALECT to documented/);
    expect(sample.calls.filter(({ path }) => path.includes('/clients/')).map(({ method }) => method)).toEqual(
      ['PUT'],
    );
  });

  test('cannot be signed in to, also after a write that it took', async () => {
    const { sample, client, deadline } = await openSample();
    await client.setActivation(sample.clientId, false, deadline);
    const error = await failureOf(client.signIn(deadline));
    expect(error).toMatchObject({ name: 'HttpError', operation: 'token exchange', status: 404 });
  });

  test('takes a disable that is never proven there, whatever its answers say', async () => {
    for (const readable of [false, true]) {
      const { sample, client } = await openSample(readable);
      const { run } = setRun();
      const evidence = await proveDisabled(client, sample.clientId, { shownOff: false }, run);
      expect(sample.isEnabled(sample.clientId)).toBe(false);
      expect(evidence).toMatchObject({
        verdict: 'unproven',
        enabledAfter: null,
        writes: [{ status: 200 }, { status: 200 }],
        error: { name: 'NotAPortalError' },
      });
    }
  });
});

describe('something in front of a portal that answers for it for a moment', () => {
  /** No token exchange, no client, and every write is "created". */
  const standIn = (portal: Portal) => {
    const missing: Fault = { kind: 'status', status: 404, contentType: 'application/json', body: '{}' };
    portal.faults.set('any', missing);
    portal.faults.set('unknown', { ...missing, status: 201 });
  };

  test('has taken writes, and the next one goes to the portal as it is', async () => {
    const { client, clientId, run, portal, isOn } = await setRig({ dialect: 'auto' });
    standIn(portal);
    expect(await client.setActivation(clientId, false, run.deadline)).toMatchObject({ status: 201 });
    expect([isOn(), client.spoken()]).toEqual([true, 'guessed']);

    portal.faults.clear();
    portal.clearCalls();
    expect(await client.readClient(clientId, run.deadline)).toMatchObject({ enabled: true });
    await client.setActivation(clientId, false, run.deadline);
    expect([isOn(), client.spoken(), client.owner()?.isAdmin]).toEqual([false, 'current', true]);
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH']);
  });

  test('is not asked while a signature is in memory: that proves what the portal speaks', async () => {
    const { client, clientId, run, portal, callsTo } = await setRig({ dialect: 'auto' });
    await client.readClient(clientId, run.deadline);
    portal.faults.set('token', { kind: 'status', status: 404 });
    await client.setActivation(clientId, false, run.deadline);
    expect(callsTo('token')).toHaveLength(1);
    expect(client.spoken()).toBe('current');
  });

  test('proves no disable, and a second try does once it is gone', async () => {
    const { client, clientId, run, portal, isOn } = await setRig({ dialect: 'auto' });
    standIn(portal);
    const first = await proveDisabled(client, clientId, { shownOff: false }, run);
    expect(first).toMatchObject({ verdict: 'unproven', error: { name: 'NotAPortalError' } });
    expect(isOn()).toBe(true);
    portal.faults.clear();
    expect(await proveDisabled(client, clientId, { shownOff: false }, run)).toMatchObject({
      verdict: 'proven',
      basis: 'read-back',
    });
    expect(isOn()).toBe(false);
  });
});

describe('neither a token exchange nor the sample’s write', () => {
  test.each([400, 401, 403, 404])(
    '(%i) is a suspended portal or no DocSpace, which may pass by itself',
    async (status) => {
      const { client, deadline } = await openBroken(status);
      const error = await failureOf(client.setActivation(ID, false, deadline));
      expect(error).toMatchObject({ name: 'NotAPortalError', retryable: true });
      expect(error.message).toContain('suspended portal or not a DocSpace');
      expect(isUnknownClient(error, client)).toBe(false);
    },
  );

  test.each([500, 502])('(%i) leaves the effect of the write open, and is not hidden', async (status) => {
    const { client, deadline } = await openBroken(status);
    const error = await failureOf(client.setActivation(ID, true, deadline));
    expect(error).toMatchObject({ name: 'HttpError', operation: 'change activation', status });
  });

  test('is no write that was taken: a page that answers 200 to everything changes nothing', async () => {
    const { client, deadline } = await openBroken(200, 'text/html');
    const error = await failureOf(client.setActivation(ID, false, deadline));
    expect(error).toMatchObject({ name: 'ResponseSchemaError', operation: 'change activation' });
  });

  test('a suspended portal is spoken to as before once it is back', async () => {
    const { client, clientId, run, portal, isOn } = await setRig({ dialect: 'auto' });
    portal.suspended = true;
    for (const call of [
      () => client.readClient(clientId, run.deadline),
      () => client.setActivation(clientId, false, run.deadline),
    ])
      expect(await failureOf(call())).toMatchObject({ name: 'NotAPortalError', retryable: true });
    expect(isOn()).toBe(true);

    portal.suspended = false;
    portal.clearCalls();
    await client.setActivation(clientId, false, run.deadline);
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
    expect(isOn()).toBe(false);
  });
});
