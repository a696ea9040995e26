import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openPortal, sendRaw, signedCaller } from './caller.ts';

const Page = z.object({
  data: z.array(z.object({ client_id: z.string(), client_secret: z.string() })),
  limit: z.number(),
  last_client_id: z.string().nullable(),
});

describe('clients', () => {
  test('a read shows the state, the tenant and the secret in plain text', async () => {
    const portal = await openPortal();
    const { read } = await signedCaller(portal);
    const { clientId, clientSecret, name } = portal.clients.crm;
    const answer = await read(clientId);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({
      name,
      client_id: clientId,
      client_secret: clientSecret,
      tenant: 1,
      enabled: true,
      is_public: false,
      created_on: expect.stringMatching(/\.\d{9}Z$/),
      modified_on: expect.stringMatching(/:\d\dZ$/),
    });
  });

  test("the list shows the caller's tenant page by page, with secrets encrypted", async () => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const first = Page.parse(await (await send('GET', '?limit=3')).json());
    const rest = Page.parse(
      await (await send('GET', `?limit=50&last_client_id=${first.last_client_id ?? ''}`)).json(),
    );
    const { backup, crm, office, userOwned } = portal.clients;
    const ids = [...first.data, ...rest.data].map((client) => client.client_id);
    expect(ids).toEqual([crm, backup, office, userOwned].map((client) => client.clientId));
    expect(first.data[0]?.client_secret).not.toBe(crm.clientSecret);
  });

  test.each(['', '?limit=0', '?limit=51', '?limit=many'])(
    'a list with the query "%s" is a 400',
    async (query) => {
      const portal = await openPortal();
      const { send } = await signedCaller(portal);
      expect((await send('GET', query)).status).toBe(400);
    },
  );

  test('an edit changes the name and keeps the activation', async () => {
    const portal = await openPortal();
    const { disable, edit, read } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;
    await disable(clientId);
    expect((await edit(clientId)).status).toBe(200);
    expect(await (await read(clientId)).json()).toMatchObject({ name: 'Renamed', enabled: false });
    expect((await edit(clientId, 'no json')).status).toBe(500);
  });

  test.each([5, 12])(
    'an edit by its owner, a plain user, stores a logo of %i MB, and a read shows it',
    async (mb) => {
      const portal = await openPortal();
      const { edit, read } = await signedCaller(portal, portal.keys.user);
      const { clientId } = portal.clients.userOwned;
      const logo = `data:image/png;base64,${'a'.repeat(mb * 1_000_000)}`;
      expect((await edit(clientId, JSON.stringify({ logo }))).status).toBe(200);
      expect(z.object({ logo: z.string() }).parse(await (await read(clientId)).json()).logo === logo).toBe(
        true,
      );
    },
  );

  test('a deleted client is not found any more', async () => {
    const portal = await openPortal();
    const { disable, read, send } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;
    expect((await send('DELETE', `/${clientId}`)).status).toBe(200);
    expect((await read(clientId)).status).toBe(404);
    expect((await disable(clientId)).status).toBe(404);
    expect(portal.databaseEnabled(clientId)).toBeUndefined();
  });

  test("a delete with an empty id takes all of the caller's clients", async () => {
    const portal = await openPortal();
    const { signature } = await signedCaller(portal);
    const headers = { 'x-signature': signature, 'user-agent': 'drill/1' };
    expect((await sendRaw(portal, 'DELETE', '/api/2.0/clients/', headers)).status).toBe(200);
    expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBeUndefined();
    expect(portal.databaseEnabled(portal.clients.userOwned.clientId)).toBe(true);
  });

  test('a read answers from the cache until five minutes are over', async () => {
    let ms = Date.UTC(2026, 0, 1);
    const portal = await openPortal({ now: () => ms });
    const { clientId } = portal.clients.crm;
    expect(portal.cachedEnabled(clientId)).toBeUndefined();
    await portal.store.read(clientId);
    ms += 299_999;
    expect(portal.cachedEnabled(clientId)).toBe(true);
    ms += 1;
    expect(portal.cachedEnabled(clientId)).toBeUndefined();
    await portal.store.read(clientId);
    portal.store.expireCache();
    expect(portal.cachedEnabled(clientId)).toBeUndefined();
  });

  test('a path that the service does not have is a 404', async () => {
    const portal = await openPortal();
    expect((await fetch(`${portal.url}/healthz`)).status).toBe(404);
    expect(portal.calls).toMatchObject([{ operation: 'unknown', path: '/healthz', status: 404 }]);
  });
});
