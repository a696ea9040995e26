import { expect, test } from 'vitest';
import { exchangeKey, openPortal, signedCaller } from './caller.ts';

test('a portal that is down refuses connections and comes back on the same port', async () => {
  const portal = await openPortal();
  await portal.goDown();
  await expect(exchangeKey(portal, portal.keys.admin)).rejects.toMatchObject({
    cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
  });
  await portal.comeBack();
  expect((await exchangeKey(portal, portal.keys.admin)).status).toBe(200);
});

test('closing twice, or while it is down, is fine', async () => {
  const portal = await openPortal();
  await portal.goDown();
  await portal.close();
  await portal.close();
});

test('a port can be chosen', async () => {
  const first = await openPortal();
  const port = Number(new URL(first.url).port);
  await first.close();
  const second = await openPortal({ port });
  expect(second.url).toBe(first.url);
});

test('a port that is taken is an error', async () => {
  const portal = await openPortal();
  await expect(openPortal({ port: Number(new URL(portal.url).port) })).rejects.toThrow('EADDRINUSE');
});

test('close() ends a request that an interleaving point holds', async () => {
  const portal = await openPortal();
  const { disable } = await signedCaller(portal);
  portal.interleave = async (point) => {
    if (point === 'activate:after-commit') await new Promise(() => undefined);
  };
  const held = disable(portal.clients.crm.clientId).catch((error: unknown) => error);
  await expect.poll(() => portal.calls.length).toBe(2);
  await expect.poll(() => portal.activationWrites().length).toBe(1);
  await portal.close();
  expect(await held).toBeInstanceOf(Error);
});

test('the calls are recorded in order with what each client of the portal sent', async () => {
  const portal = await openPortal();
  const { disable, read } = await signedCaller(portal);
  const { clientId } = portal.clients.crm;
  await disable(clientId);
  await read(clientId);
  expect(portal.calls).toMatchObject([
    { operation: 'token', method: 'GET', path: '/api/2.0/security/oauth2/token', status: 200 },
    { operation: 'activate', clientId, status: 200, applied: true, headers: { 'user-agent': 'node' } },
    { operation: 'read', clientId, status: 200, applied: false },
  ]);
  portal.clearCalls();
  expect(portal.calls).toEqual([]);
});

test('added clients take overrides: state, owner, tenant and id', async () => {
  const portal = await openPortal();
  const { read } = await signedCaller(portal);
  const off = portal.addClient({ enabled: false, name: 'Off' });
  expect(await (await read(off.clientId)).json()).toMatchObject({ enabled: false, name: 'Off' });
  expect((await read(portal.addClient({ tenant: 7 }).clientId)).status).toBe(404);
  expect((await read(portal.addClient({ owner: 'otherTenant' }).clientId)).status).toBe(404);
  expect((await read(portal.addClient({ owner: 'user' }).clientId)).status).toBe(200);
});
