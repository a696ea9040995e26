import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  accessTokenOf,
  introspect,
  listFiles,
  openPortal,
  requestAccessToken,
  signedCaller,
  stoppedClock,
} from './caller.ts';

const Secret = z.object({ client_secret: z.string() });

describe('access tokens', () => {
  test('a connected app gets a token and reads its file list', async () => {
    const portal = await openPortal();
    const token = await accessTokenOf(portal, portal.clients.crm);
    expect(await listFiles(portal, token)).toBe(200);
    expect(await introspect(portal, token)).toMatchObject({
      active: true,
      client_id: portal.clients.crm.clientId,
    });
    expect(portal.isTokenAlive(token)).toBe(true);
  });

  test('the client may name itself with Basic authentication', async () => {
    const portal = await openPortal();
    const { clientId, clientSecret } = portal.clients.crm;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const answer = await fetch(`${portal.url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(200);
  });

  test('a wrong secret is an invalid client, and another grant is not offered', async () => {
    const portal = await openPortal();
    const wrong = await requestAccessToken(portal, { ...portal.clients.crm, clientSecret: 'guess' });
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: 'invalid_client' }]);
    const body = new URLSearchParams({ grant_type: 'password' });
    expect((await fetch(`${portal.url}/oauth2/token`, { method: 'POST', body })).status).toBe(400);
  });

  test('disabling ends new tokens and old ones, and re-enabling revives the old ones', async () => {
    const portal = await openPortal();
    const { disable, enable } = await signedCaller(portal);
    const { crm } = portal.clients;
    const token = await accessTokenOf(portal, crm);

    await disable(crm.clientId);
    expect(await listFiles(portal, token)).toBe(401);
    expect(await introspect(portal, token)).toEqual({ active: false });
    expect(portal.isTokenAlive(token)).toBe(false);
    const refused = await requestAccessToken(portal, crm);
    expect([refused.status, await refused.json()]).toEqual([401, { error: 'invalid_client' }]);

    await enable(crm.clientId);
    expect(await listFiles(portal, token)).toBe(200);
    expect(portal.isTokenAlive(token)).toBe(true);
  });

  test('regenerate keeps enabled and all tokens, and replaces the secret', async () => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const { crm } = portal.clients;
    const token = await accessTokenOf(portal, crm);

    const answer = await send('PATCH', `/${crm.clientId}/regenerate`);

    const clientSecret = Secret.parse(await answer.json()).client_secret;
    expect(clientSecret).not.toBe(crm.clientSecret);
    expect(portal.databaseEnabled(crm.clientId)).toBe(true);
    expect(await listFiles(portal, token)).toBe(200);
    expect((await requestAccessToken(portal, crm)).status).toBe(401);
    expect((await requestAccessToken(portal, { ...crm, clientSecret })).status).toBe(200);
  });

  test('deleting the client ends its tokens', async () => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const token = await accessTokenOf(portal, portal.clients.crm);
    await send('DELETE', `/${portal.clients.crm.clientId}`);
    expect(await listFiles(portal, token)).toBe(401);
  });

  test('a token ends by itself after 60 minutes, and one never issued is inactive', async () => {
    const clock = stoppedClock();
    const portal = await openPortal({ now: clock.now });
    const token = await accessTokenOf(portal, portal.clients.crm);
    clock.pass(3599);
    expect(await listFiles(portal, token)).toBe(200);
    clock.pass(1);
    expect(await listFiles(portal, token)).toBe(401);
    expect(portal.isTokenAlive(token)).toBe(false);
    expect(await introspect(portal, 'made up')).toEqual({ active: false });
  });
});
