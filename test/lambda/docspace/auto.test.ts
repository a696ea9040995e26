import { describe, expect, onTestFinished, test } from 'vitest';
import { createPortal } from '../../../lambda/docspace/portal.ts';
import { isUnknownClient } from '../../../lambda/docspace/unknown-client.ts';
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
    expect(await client.probe(clientId, run.deadline)).toBe(true);
    expect([client.spoken(), client.owner()?.isAdmin]).toEqual(['current', true]);
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'OPTIONS']);
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

  test('a portal that speaks the sample is remembered after its first write, not after a read', async () => {
    const { sample, client, deadline } = await openSample(true);
    expect(await client.readClient(sample.clientId, deadline)).toMatchObject({ enabled: true });
    expect(client.spoken()).toBe('current');
    await client.setActivation(sample.clientId, false, deadline);
    expect([client.spoken(), client.owner()]).toEqual(['documented', undefined]);

    const before = sample.calls.length;
    await client.readClient(sample.clientId, deadline);
    await client.setActivation(sample.clientId, true, deadline);
    expect(await client.probe(sample.clientId, deadline)).toBeUndefined();
    expect(sample.calls.slice(before).map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  test('once the sample is remembered, its 404 means an unknown client', async () => {
    const { sample, client, deadline } = await openSample();
    await client.setActivation(sample.clientId, false, deadline);
    const error = await failureOf(client.setActivation(ID, false, deadline));
    expect(isUnknownClient(error, client)).toBe(true);
  });
});

describe('neither a token exchange nor the sample’s write', () => {
  test.each([400, 403, 404])('(%i) is a suspended portal or no DocSpace, which may heal', async (status) => {
    const { client, deadline } = await openBroken(status);
    const error = await failureOf(client.setActivation(ID, false, deadline));
    expect(error).toMatchObject({ name: 'NotAPortalError', retryable: true });
    expect(error.message).toContain('suspended portal or not a DocSpace');
    expect(isUnknownClient(error, client)).toBe(false);
    expect(client.spoken()).toBe('current');
  });

  test.each([500, 502])('(%i) leaves the fate of the write open, and is not hidden', async (status) => {
    const { client, deadline } = await openBroken(status);
    const error = await failureOf(client.setActivation(ID, true, deadline));
    expect(error).toMatchObject({ name: 'HttpError', operation: 'change activation', status });
  });

  test('is not remembered: a page that answers 200 to everything has not taken the write', async () => {
    const { client, deadline } = await openBroken(200, 'text/html');
    await client.setActivation(ID, false, deadline).catch(() => undefined);
    expect(client.spoken()).toBe('current');
  });

  test('a suspended portal is spoken to as before once it is back', async () => {
    const { client, clientId, run, portal, isOn } = await setRig({ dialect: 'auto' });
    portal.suspended = true;
    expect(await client.readClient(clientId, run.deadline)).toBeUndefined();
    const error = await failureOf(client.setActivation(clientId, false, run.deadline));
    expect(error).toMatchObject({ name: 'NotAPortalError' });
    expect([isOn(), client.spoken()]).toEqual([true, 'current']);

    portal.suspended = false;
    portal.clearCalls();
    await client.setActivation(clientId, false, run.deadline);
    expect(portal.calls.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
    expect(isOn()).toBe(false);
  });
});
