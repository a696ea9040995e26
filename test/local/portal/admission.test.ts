import { describe, expect, test } from 'vitest';
import type { Portal } from '../../../local/portal/simulator.ts';
import { openPortal, sendRaw, signatureFor, signedCaller } from './caller.ts';

const json = { 'content-type': 'application/json' };
const unknown = '0a1b2c3d-0000-4000-a000-000000000000';

const expectUntouched = (portal: Portal) => {
  expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(true);
  expect(portal.activationWrites()).toEqual([]);
};

describe('admission to activation', () => {
  test('a forged signature is an empty 403 without rate header or cookie', async () => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const headers = { ...json, 'x-signature': 'a.b.c' };
    const answer = await send('PATCH', `/${portal.clients.crm.clientId}/activation`, { headers, body: '{}' });
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(answer.headers.get('x-ratelimit-remaining')).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
    expectUntouched(portal);
  });

  test('a missing signature is an empty 403 with rate header and cookie', async () => {
    const portal = await openPortal();
    const url = `${portal.url}/api/2.0/clients/${portal.clients.crm.clientId}/activation`;
    const answer = await fetch(url, { method: 'PATCH', headers: json, body: '{"status":false}' });
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(answer.headers.get('x-ratelimit-remaining')).not.toBeNull();
    expect(answer.headers.get('set-cookie')).toContain('JSESSIONID=');
    expectUntouched(portal);
  });

  test('a cookie beats the signature header', async () => {
    const portal = await openPortal();
    const { send, signature } = await signedCaller(portal);
    const path = `/${portal.clients.crm.clientId}`;
    const forged = await send('GET', path, { headers: { cookie: 'theme=dark; x-signature=forged' } });
    expect(forged.status).toBe(403);
    const headers = { cookie: `x-signature=${signature}`, 'x-signature': 'forged' };
    expect((await send('GET', path, { headers })).status).toBe(200);
  });

  test.each(['PUT', 'POST', 'GET', 'DELETE'])(
    'the method %s is an empty 403 that allows PATCH',
    async (method) => {
      const portal = await openPortal();
      const { send } = await signedCaller(portal);
      const path = `/${portal.clients.crm.clientId}/activation`;
      const body = method === 'GET' ? {} : { body: '{"active":false}' };
      const answer = await send(method, path, { headers: json, ...body });
      expect([answer.status, await answer.text()]).toEqual([403, '']);
      expect(answer.headers.get('allow')).toBe('PATCH');
      expect(answer.headers.get('set-cookie')).toContain('JSESSIONID=');
      expect(answer.headers.get('x-ratelimit-remaining')).not.toBeNull();
      expectUntouched(portal);
    },
  );

  test('the published sample, key and all, is an empty 403', async () => {
    const portal = await openPortal();
    const answer = await fetch(`${portal.url}/api/2.0/clients/${portal.clients.crm.clientId}/activation`, {
      method: 'PUT',
      headers: { ...json, authorization: `Bearer ${portal.keys.admin}` },
      body: '{"active":false}',
    });
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expectUntouched(portal);
  });

  test.each([
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a malformed content type', { 'content-type': 'json;;' }],
    ['an Accept without JSON', { ...json, accept: 'text/html' }],
    ['an Accept that rules JSON out', { ...json, accept: 'application/json;q=0' }],
  ])('%s is an empty 403 that accepts JSON', async (_name, headers) => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const path = `/${portal.clients.crm.clientId}/activation`;
    const answer = await send('PATCH', path, { headers, body: '{"status":false}' });
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(answer.headers.get('accept')).toBe('application/json');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('14');
    expectUntouched(portal);
  });

  test.each([undefined, 'x opr/1', 'chrome', 'firefox/1', 'msie', 'opera'])(
    'the agent %s is a 500 problem and changes nothing',
    async (agent) => {
      const portal = await openPortal();
      const headers = { ...json, 'x-signature': await signatureFor(portal) };
      const path = `/api/2.0/clients/${portal.clients.crm.clientId}/activation`;
      const withAgent = agent === undefined ? headers : { ...headers, 'user-agent': agent };
      const answer = await sendRaw(portal, 'PATCH', path, withAgent, '{"status":false}');
      expect(answer.status).toBe(500);
      expect(JSON.parse(answer.body)).toMatchObject({ detail: 'Something went wrong' });
      expectUntouched(portal);
    },
  );

  test('a browser name in capitals passes, as it does on the real service', async () => {
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const headers = { 'user-agent': 'Chrome/140' };
    expect((await send('GET', `/${portal.clients.crm.clientId}`, { headers })).status).toBe(200);
  });

  test.each([
    ['PATCH', { status: false }, 404, 'application/problem+json', null],
    ['PUT', { active: false }, 403, null, 'PATCH'],
  ] as const)('a signed %s on the id that no client has costs a call and changes nothing', async (...row) => {
    const [method, body, status, type, allow] = row;
    const portal = await openPortal();
    const { send } = await signedCaller(portal);
    const path = '/00000000-0000-0000-0000-000000000000/activation';
    const answer = await send(method, path, { headers: json, body: JSON.stringify(body) });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('allow')]).toEqual([
      status,
      type,
      allow,
    ]);
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('14');
    expectUntouched(portal);
  });

  test('a signed OPTIONS says what the path takes, changes nothing and costs no call', async () => {
    const portal = await openPortal();
    const { disable, send } = await signedCaller(portal);
    const answer = await send('OPTIONS', `/${unknown}/activation`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([200, 'PATCH,OPTIONS']);
    expect(answer.headers.get('accept-patch')).toBe('application/json');
    expect(portal.calls.at(-1)).toMatchObject({ operation: 'probe', applied: false });
    expect((await disable(portal.clients.crm.clientId)).headers.get('x-ratelimit-remaining')).toBe('14');
  });

  test('an unsigned OPTIONS is refused', async () => {
    const portal = await openPortal();
    const url = `${portal.url}/api/2.0/clients/${portal.clients.crm.clientId}/activation`;
    expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(403);
  });
});
