import { describe, expect, test } from 'vitest';
import type { Portal } from '../../../local/portal/simulator.ts';
import { openPortal, sendRaw, signatureFor, signedCaller } from './caller.ts';

const json = { 'content-type': 'application/json' };
const unknown = '0a1b2c3d-0000-4000-a000-000000000000';

const expectUntouched = (portal: Portal) => {
  expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(true);
  expect(portal.activationWrites()).toEqual([]);
};

describe('activation', () => {
  test('a change is answered with 200, no body, no content type and the rate headers', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;

    const answer = await disable(clientId);

    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toBeNull();
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('14');
    expect(answer.headers.get('x-ratelimit-reset')).toBe('0');
    expect(answer.headers.get('date')).not.toBeNull();
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(portal.activationWrites(clientId)).toMatchObject([{ status: 200, enabled: false, applied: true }]);
  });

  test('asking for the state that holds already is answered like a change', async () => {
    const portal = await openPortal();
    const { enable } = await signedCaller(portal);
    expect((await enable(portal.clients.crm.clientId)).status).toBe(200);
  });

  test.each([
    '{}',
    '{"active":true}',
    '{"isActive":true}',
    '{"enabled":true}',
    '{"Status":true}',
    '{"status":null}',
    '{"status":""}',
    '{"status":true,"status":false}',
    '{"status":"False"}',
    '{"status":0}',
  ])('a body that does not say "status": true disables the client, with 200: %s', async (body) => {
    const portal = await openPortal();
    const { activate } = await signedCaller(portal);
    expect((await activate(portal.clients.crm.clientId, body)).status).toBe(200);
    expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(false);
  });

  test.each([
    '{"status":true}',
    '{"status":false,"status":true}',
    '{"status":"true"}',
    '{"status":"True"}',
    '{"status":"TRUE"}',
    '{"status":1}',
    '{"status":-7}',
  ])('three spellings and whole numbers count as true: %s', async (body) => {
    const portal = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    const { activate } = await signedCaller(portal);
    expect((await activate(clientId, body)).status).toBe(200);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test.each([
    '{"status":"1"}',
    '{"status":"yes"}',
    '{"status":"tRuE"}',
    '{"status":1.5}',
    '{"status":[false]}',
    '{"status":{}}',
    '[]',
    'false',
    'null',
    '{"status":fal',
    '',
  ])('a body that cannot be converted is a 500 problem and changes nothing: %s', async (body) => {
    const portal = await openPortal();
    const { activate } = await signedCaller(portal);
    const answer = await activate(portal.clients.crm.clientId, body);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('14');
    expectUntouched(portal);
  });

  test('an unknown client is a 404 problem that names the tenant', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal);
    const answer = await disable(unknown);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      detail: `Client with id ${unknown} for tenant 1 was not found`,
      instance: `/api/2.0/clients/${unknown}/activation`,
      status: 404,
      title: 'Not Found',
    });
  });

  test('an id that is no UUID is a 404 problem, a blank one a 400 problem with errors', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal);
    expect((await disable('crm')).status).toBe(404);
    const blank = await disable('%20');
    expect(blank.status).toBe(400);
    expect(await blank.json()).toMatchObject({ detail: 'Validation failed', errors: [expect.any(String)] });
  });

  test('upper case and dropped leading zeros still hit the client', async () => {
    const portal = await openPortal();
    const { clientId } = portal.addClient({ clientId: '00ab12cd-0123-4000-a000-0000000000ef' });
    const { disable, enable } = await signedCaller(portal);
    expect((await disable(clientId.toUpperCase())).status).toBe(200);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect((await enable('ab12cd-123-4000-a000-ef')).status).toBe(200);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(portal.activationWrites(clientId)).toHaveLength(2);
  });

  test('an id that begins with "feed" never reaches the service', async () => {
    const portal = await openPortal();
    const { clientId } = portal.addClient({ clientId: 'feed1234-0000-4000-a000-000000000000' });
    const { disable } = await signedCaller(portal);
    const answer = await disable(clientId);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
    expect(answer.headers.get('x-ratelimit-remaining')).toBeNull();
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test.each([
    ['an encoded slash', (id: string) => `/api/2.0/clients/x%2f${id}/activation`, 400],
    ['broken encoding', (id: string) => `/api/2.0/clients/${id}%zz/activation`, 400],
    ['a path parameter', (id: string) => `/api/2.0/clients/${id};a/activation`, 403],
    ['a double slash', (id: string) => `/api/2.0/clients//${id}/activation`, 403],
    ['dots', (id: string) => `/api/2.0/clients/x/../${id}/activation`, 403],
  ])('a path with %s is refused before the service', async (_name, path, status) => {
    const portal = await openPortal();
    const headers = { ...json, 'x-signature': await signatureFor(portal), 'user-agent': 'drill/1' };
    const answer = await sendRaw(portal, 'PATCH', path(portal.clients.crm.clientId), headers, '{}');
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(status === 400 ? /<html>/ : /^$/);
    expectUntouched(portal);
    expect(portal.calls.at(-1)).toMatchObject({ status, method: 'PATCH' });
  });
});
