import { describe, expect, test } from 'vitest';
import { openPortal, signedCaller } from './caller.ts';

describe('roles', () => {
  test('an admin reaches every client of the tenant', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal);
    expect((await disable(portal.clients.userOwned.clientId)).status).toBe(200);
    expect(portal.databaseEnabled(portal.clients.userOwned.clientId)).toBe(false);
  });

  test('a client of another tenant looks unknown', async () => {
    const portal = await openPortal();
    const { disable, read } = await signedCaller(portal);
    const { clientId } = portal.clients.otherTenant;
    expect([(await disable(clientId)).status, (await read(clientId)).status]).toEqual([404, 404]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('a user reaches own clients only, and the refusal of others holds an e-mail address', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal, portal.keys.user);
    expect((await disable(portal.clients.userOwned.clientId)).status).toBe(200);
    const refused = await disable(portal.clients.crm.clientId);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('uma@one.example') });
    expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(true);
  });

  test('a guest is a 403 problem for reads and writes, and only the probe lets guests pass', async () => {
    const portal = await openPortal();
    const { disable, read, send } = await signedCaller(portal, portal.keys.guest);
    const refused = await disable(portal.clients.crm.clientId);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: 'Access denied', status: 403 });
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('14');
    expect((await read(portal.clients.crm.clientId)).status).toBe(403);
    expect((await send('OPTIONS', `/${portal.clients.crm.clientId}/activation`)).status).toBe(200);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('the tenant comes from the signature', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal, portal.keys.otherTenant);
    expect((await disable(portal.clients.otherTenant.clientId)).status).toBe(200);
    expect((await disable(portal.clients.crm.clientId)).status).toBe(404);
  });
});
