import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { exchangeKey, openPortal, signatureFor, signedCaller, stoppedClock } from './caller.ts';

describe('token exchange', () => {
  test('a key becomes a signature that ends in five minutes and does not say when it was made', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now });

    const answer = await exchangeKey(portal, portal.keys.admin);

    expect(answer.status).toBe(200);
    const body = await answer.json();
    expect(body).toMatchObject({ count: 1, status: 0, statusCode: 200 });
    const signature = await signatureFor(portal);
    expect(decodeProtectedHeader(signature)).toMatchObject({ alg: 'HS256' });
    const claims = decodeJwt(signature);
    expect(claims).toMatchObject({ tenant_id: 1, is_admin: true, is_guest: false, is_public: false });
    expect(claims).toMatchObject({ tenant_url: portal.url, user_id: claims.sub, exp: now() / 1000 + 300 });
    expect(claims.iat).toBeUndefined();
  });

  test.each([
    ['an expired key', 'expired'],
    ['a made-up key', 'made-up'],
  ])('%s is answered with an empty 401', async (_name, which) => {
    const portal = await openPortal();
    const key = which === 'expired' ? portal.keys.expired : `sk-${'0'.repeat(64)}`;
    const answer = await exchangeKey(portal, key);
    expect([answer.status, await answer.text()]).toEqual([401, '']);
  });

  test('no key at all is answered with an empty 401', async () => {
    const portal = await openPortal();
    const answer = await fetch(`${portal.url}/api/2.0/security/oauth2/token`);
    expect([answer.status, await answer.text()]).toEqual([401, '']);
  });

  test('a revoked key gets no signature any more, and a fresh one does', async () => {
    const portal = await openPortal();
    portal.revokeKey(portal.keys.admin);
    expect((await exchangeKey(portal, portal.keys.admin)).status).toBe(401);
    expect((await exchangeKey(portal, portal.addKey('admin'))).status).toBe(200);
  });

  test('a suspended portal has no token endpoint', async () => {
    const portal = await openPortal();
    portal.suspended = true;
    expect((await exchangeKey(portal, portal.keys.admin)).status).toBe(404);
    portal.suspended = false;
    expect((await exchangeKey(portal, portal.keys.admin)).status).toBe(200);
  });

  test('a signature works 59 seconds past its end and not 61', async () => {
    const clock = stoppedClock();
    const portal = await openPortal({ now: clock.now });
    const { read } = await signedCaller(portal);

    clock.pass(300 + 59);
    expect((await read(portal.clients.crm.clientId)).status).toBe(200);
    clock.pass(2);
    expect((await read(portal.clients.crm.clientId)).status).toBe(403);
  });

  test('keys and client ids have the shapes that DocSpace gives them, and repeat for a seed', async () => {
    const portal = await openPortal({ seed: 'drill' });
    for (const key of Object.values(portal.keys)) expect(key).toMatch(/^sk-[0-9a-f]{64}$/);
    for (const { clientId } of Object.values(portal.clients)) {
      expect(clientId).toMatch(/^(?!feed)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(portal.databaseEnabled(clientId)).toBe(true);
    }
    const again = await openPortal({ seed: 'drill' });
    expect([again.keys, again.clients]).toEqual([portal.keys, portal.clients]);
  });
});
