import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createPortalHttp } from '../../../lambda/docspace/portal-http.ts';
import { createSession } from '../../../lambda/docspace/session.ts';
import { THREE_AM } from '../../alerts.ts';
import { PATIENT_MS } from '../../patient-fetch.ts';
import { setRun } from './rig.ts';
import { failureOf, serve } from './wire.ts';

const signed = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 'k'));

/** A session at a token endpoint that answers 200 with this body. */
const sessionWith = async (body: string, headers: Record<string, string> = {}) => {
  const { run, clock } = setRun();
  const { url, seen } = await serve((_request, response) => {
    response.sendDate = false;
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  });
  const http = createPortalHttp({ portal: url, fetch, now: run.now, callTimeoutMs: PATIENT_MS });
  const session = createSession({ http, fetchApiKey: async () => 'sk-0123456789', now: run.now });
  return { clock, seen, sign: () => session.signature({ fresh: false }, run.deadline) };
};

const withClaims = async (claims: Record<string, unknown>) =>
  sessionWith(JSON.stringify({ response: await signed(claims) }));

describe('claims are read as far as they can be', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'as measured',
      { tenant_id: 7, is_admin: true, is_guest: false },
      { tenant: 7, isAdmin: true, isGuest: false },
    ],
    [
      'in words',
      { tenant_id: '7', is_admin: 'True', is_guest: 'false' },
      { tenant: 7, isAdmin: true, isGuest: false },
    ],
    ['none at all', {}, { tenant: undefined, isAdmin: undefined, isGuest: undefined }],
    [
      'of odd kinds',
      { exp: 'never', tenant_id: 'one', is_admin: 2, is_guest: {} },
      { tenant: undefined, isAdmin: undefined, isGuest: undefined },
    ],
    ['a broken tenant', { tenant_id: 1.5, is_admin: 'FALSE' }, { tenant: undefined, isAdmin: false }],
    ['no tenant, said aloud', { tenant_id: null, is_admin: null }, { tenant: undefined, isAdmin: undefined }],
    ['an empty tenant', { tenant_id: '' }, { tenant: undefined }],
  ])('%s', async (_name, claims, owner) => {
    const { sign } = await withClaims(claims);
    expect(await sign()).toMatchObject({ ...owner, skewMs: undefined });
  });
});

describe('the life of a signature', () => {
  test('without an end and without a Date it is taken to be the shortest that was ever measured', async () => {
    const { clock, seen, sign } = await withClaims({});
    await sign();
    clock.ms += 4 * 60_000 - 1;
    await sign();
    expect(seen).toHaveLength(1);
    clock.ms += 1;
    await sign();
    expect(seen).toHaveLength(2);
  });

  test('that is over, or nearly, when it arrives is used for this call and renewed for the next', async () => {
    const { seen, sign } = await withClaims({ exp: THREE_AM / 1_000 + 30 });
    expect((await sign()).jwt).toMatch(/^ey/);
    await sign();
    expect(seen).toHaveLength(2);
  });

  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['an end in the far future', { exp: 1e12 }, {}],
    ['an end beyond all numbers', { exp: 1e300 }, {}],
    ['an end in the far past', { exp: 1 }, {}],
    [
      'a portal whose clock shows the year 9999',
      { exp: THREE_AM / 1_000 + 300 },
      { date: 'Fri, 01 Jan 9999 00:00:00 GMT' },
    ],
    [
      'a portal whose clock shows the year 1000',
      { exp: THREE_AM / 1_000 + 300 },
      { date: 'Wed, 01 Jan 1000 00:00:00 GMT' },
    ],
    [
      'a portal whose clock shows the year 10000',
      { exp: THREE_AM / 1_000 + 300 },
      { date: 'Sat, 01 Jan 10000 00:00:00 GMT' },
    ],
  ])('is five minutes where %s says something else that no release does', async (_name, claims, headers) => {
    const { clock, seen, sign } = await sessionWith(
      JSON.stringify({ response: await signed(claims) }),
      headers,
    );
    await sign();
    clock.ms += 4 * 60_000 - 1;
    await sign();
    expect(seen).toHaveLength(1);
    clock.ms += 1;
    await sign();
    expect(seen).toHaveLength(2);
  });

  test('of a release with fifteen minutes is kept for fourteen', async () => {
    const { clock, seen, sign } = await withClaims({ exp: THREE_AM / 1_000 + 900 });
    await sign();
    clock.ms += 14 * 60_000 - 1;
    await sign();
    expect(seen).toHaveLength(1);
  });
});

describe('a token exchange that gives no token', () => {
  test.each<[string, string]>([
    ['an empty body', ''],
    ['a page', '<html>sign in</html>'],
    ['JSON that stops half way', '{"response":"eyJhbG'],
    ['no response', '{"count":1}'],
    ['null', 'null'],
    ['a number', '{"response":5}'],
    ['a text that is no token', '{"response":"not.a.token"}'],
    ['two parts of one', '{"response":"eyJhbGciOiJIUzI1NiJ9.e30"}'],
    ['a token whose claims are no JSON', '{"response":"eyJhbGciOiJIUzI1NiJ9.bm8ganNvbg.c2ln"}'],
    ['a token whose claims are a list', '{"response":"eyJhbGciOiJIUzI1NiJ9.W10.c2ln"}'],
  ])('%s: not what a portal answers, and the answer is not quoted', async (_name, body) => {
    const { sign } = await sessionWith(body);
    const error = await failureOf(sign());
    expect(error).toMatchObject({ name: 'ResponseSchemaError', retryable: false });
    expect(error.message).toMatch(/^token exchange: /);
    expect(error.message).not.toMatch(/eyJ|sign in|not\.a/);
  });

  test('what counts is the token, not the content type that it comes with', async () => {
    const body = JSON.stringify({ response: await signed({ is_admin: true }) });
    const { sign } = await sessionWith(body, { 'content-type': 'text/html' });
    expect(await sign()).toMatchObject({ isAdmin: true });
  });
});
