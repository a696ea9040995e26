import { decodeJwt } from 'jose';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOBODY } from '../../lambda/contract/client-id.ts';
import { documentedDialect } from '../../lambda/docspace/documented-dialect.ts';
import { exchangeKey, getClient } from '../../lambda/docspace/operations.ts';
import { deadlineAt } from '../../lambda/docspace/patience.ts';
import { createPortal } from '../../lambda/docspace/portal.ts';
import { createPortalHttp } from '../../lambda/docspace/portal-http.ts';
import { readPatiently } from '../../lambda/docspace/proof.ts';
import { proveDisabled } from '../../lambda/docspace/prove-disabled.ts';
import { proveEnabled } from '../../lambda/docspace/prove-enabled.ts';
import type { Run } from '../../lambda/docspace/run.ts';
import { isUnknownClient } from '../../lambda/docspace/unknown-client.ts';
import { openTarget } from './target.ts';

/** A portal takes 15 changes a minute: each test may have to wait for a whole one. */
const PATIENCE_MS = 120_000;

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const WRONG_KEY = `sk-${'0'.repeat(64)}`;

const now = () => new Date();
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const target = await openTarget(process.env);
const { url, apiKey, clientId } = target;
const fetchApiKey = async () => apiKey;
const connection = { portal: url, fetch, now, callTimeoutMs: 10_000 };
const http = createPortalHttp(connection);
const portal = createPortal({ ...connection, dialect: 'current', fetchApiKey });

const newRun = (): Run => ({
  deadline: deadlineAt(Date.now() + PATIENCE_MS, { now, sleep }),
  now,
  random: Math.random,
  settleMs: 260,
  warn: () => undefined,
});

const read = () => readPatiently(portal, clientId, newRun());
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  );

let foundEnabled: boolean | undefined;

beforeAll(async () => {
  foundEnabled = (await read())?.enabled;
  if (foundEnabled !== true)
    throw new Error('the client for this suite must be enabled, and one that nobody misses for a minute');
});

afterAll(async () => {
  try {
    if (foundEnabled !== true || (await read())?.enabled === true) return;
    const { verdict } = await proveEnabled(portal, clientId, newRun());
    if (verdict !== 'proven') throw new Error(`client ${clientId} may still be off: enable it in DocSpace`);
  } finally {
    await target.close();
  }
});

describe('the API key', () => {
  test('is traded for a signature that can be read and ends in the future', async () => {
    const { signature, skewMs } = await exchangeKey(http, apiKey, newRun().deadline);
    const { exp = 0 } = decodeJwt(signature);
    expect(exp * 1_000).toBeGreaterThan(Date.now() + (skewMs ?? 0));
  });

  test('shows an admin in its signature, and a clock that signatures survive', async () => {
    await read();
    expect(portal.owner()).toMatchObject({ isAdmin: true, isGuest: false, tenant: expect.any(Number) });
    expect(Math.abs(portal.owner()?.skewMs ?? 0)).toBeLessThan(60_000);
  });

  test('that is wrong is refused, and said to be', async () => {
    const stranger = createPortal({ ...connection, dialect: 'current', fetchApiKey: async () => WRONG_KEY });
    expect(await failureOf(stranger.readClient(clientId, newRun().deadline))).toMatchObject({
      name: 'KeyRefusedError',
    });
  });
});

describe('a signature', () => {
  test('that is forged gets an empty 403, which the rate limit does not count', async () => {
    const { signature } = await exchangeKey(http, apiKey, newRun().deadline);
    const forged = `${signature.slice(0, signature.lastIndexOf('.'))}.${'A'.repeat(43)}`;
    expect(await failureOf(getClient(http, forged, clientId, newRun().deadline))).toMatchObject({
      name: 'HttpError',
      status: 403,
      shape: 'empty',
      counted: false,
    });
  });
});

describe('a client', () => {
  test('is read by its id, with the tenant that the key belongs to', async () => {
    const client = await read();
    expect(client).toMatchObject({ clientId, enabled: true });
    expect(client?.tenant).toBe(portal.owner()?.tenant);
  });

  test('that nobody knows is recognised as that, on a read and on a write', async () => {
    expect(isUnknownClient(await failureOf(readPatiently(portal, UNKNOWN, newRun())), portal)).toBe(true);
    const evidence = await proveDisabled(portal, UNKNOWN, { shownOff: false }, newRun());
    expect(evidence.verdict).toBe('unwritten');
    expect(isUnknownClient(evidence.error, portal)).toBe(true);
  });

  test('is left alone by the disable of the id that no client has, which is refused as unknown', async () => {
    expect(await portal.signIn(newRun().deadline)).toBe(true);
    const error = await failureOf(portal.setActivation(NOBODY, false, newRun().deadline));
    expect(error).toMatchObject({ operation: 'change activation', status: 404, shape: 'problem' });
    expect(await read()).toMatchObject({ enabled: true });
  });

  test('is not changed by the published sample’s PUT', async () => {
    const documented = documentedDialect(http, fetchApiKey);
    const error = await failureOf(documented.setActivation(clientId, false, newRun().deadline));
    expect(error).toMatchObject({ name: 'HttpError', operation: 'change activation' });
    expect(await read()).toMatchObject({ enabled: true });
  });
});

describe('the kill path, in order', () => {
  test('a client is disabled, and proven to be', async () => {
    const evidence = await proveDisabled(portal, clientId, { shownOff: false }, newRun());
    expect(evidence).toMatchObject({
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: false,
      contradicted: false,
    });
    expect(evidence.writes.every(({ status }) => status === 200)).toBe(true);
  });

  test('a client that is off already is disabled again without complaint', async () => {
    expect(await read()).toMatchObject({ enabled: false });
    const evidence = await proveDisabled(portal, clientId, { shownOff: true }, newRun());
    expect(evidence).toMatchObject({ verdict: 'proven', enabledAfter: false });
    expect(evidence.writes).toMatchObject([{ status: 200 }]);
  });

  test('a client is enabled, and proven to be', async () => {
    const evidence = await proveEnabled(portal, clientId, newRun());
    expect(evidence).toMatchObject({ verdict: 'proven', basis: 'read-back', enabledAfter: true });
    expect(await read()).toMatchObject({ enabled: true });
  });
});
