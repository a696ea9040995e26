import { expect, onTestFinished, test } from 'vitest';
import { type PublishedSampleOptions, startPublishedSamplePortal } from '../../portals/published-sample.ts';

const open = async (options?: PublishedSampleOptions) => {
  const portal = await startPublishedSamplePortal(options);
  onTestFinished(() => portal.close());
  const put = (body: string, { id = portal.clientId, key = portal.apiKey } = {}) =>
    fetch(`${portal.url}/api/2.0/clients/${id}/activation`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
  const get = (path: string) =>
    fetch(`${portal.url}${path}`, { headers: { authorization: `Bearer ${portal.apiKey}` } });
  return { portal, put, get };
};

test.each([
  ['bare', { active: false }],
  ['response', { response: { active: false } }],
  ['empty', {}],
] as const)('a PUT disables and says so in a body that is %s', async (wrap, expected) => {
  const { portal, put } = await open({ wrap });
  const answer = await put('{"active":false}');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject(expected);
  expect(portal.isEnabled(portal.clientId)).toBe(false);
  expect((await put('{"active":true}')).status).toBe(200);
  expect(portal.isEnabled(portal.clientId)).toBe(true);
});

test('a bad body is 400, a bad key 403, an unknown id 404, and nothing changes', async () => {
  const { portal, put } = await open();
  const statuses = [
    (await put('{"status":false}')).status,
    (await put('{"active":"false"}')).status,
    (await put('no json')).status,
    (await put('{"active":false}', { key: 'sk-guess' })).status,
    (await put('{"active":false}', { id: '0a1b2c3d-0000-4000-a000-000000000000' })).status,
  ];
  expect(statuses).toEqual([400, 400, 400, 403, 404]);
  expect(portal.isEnabled(portal.clientId)).toBe(true);
  expect(portal.calls.map((call) => call.status)).toEqual(statuses);
});

test('there is no token exchange, and a read only where asked for', async () => {
  const plain = await open();
  expect((await plain.get('/api/2.0/security/oauth2/token')).status).toBe(404);
  expect((await plain.get(`/api/2.0/clients/${plain.portal.clientId}`)).status).toBe(404);
  const readable = await open({ readable: true, wrap: 'response' });
  const answer = await readable.get(`/api/2.0/clients/${readable.portal.clientId}`);
  expect(await answer.json()).toMatchObject({ response: { active: true } });
});
