import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../local/portal/fault.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { exchangeKey, openPortal, signedCaller, stoppedClock } from './caller.ts';

const disableUnder = async (fault: Fault) => {
  const portal = await openPortal();
  const caller = await signedCaller(portal);
  portal.faults.set('activate', fault);
  return { portal, ...caller, send: () => caller.disable(portal.clients.crm.clientId) };
};

const isOn = (portal: Portal) => portal.databaseEnabled(portal.clients.crm.clientId);

describe('faults', () => {
  test.each<[string, Fault, { status: number; type: string | null; body: string | RegExp }]>([
    ['status', { kind: 'status', status: 503, body: 'busy' }, { status: 503, type: null, body: 'busy' }],
    ['html-502', { kind: 'html-502' }, { status: 502, type: 'text/html', body: /<html>/ }],
    ['redirect', { kind: 'redirect', location: '/login' }, { status: 302, type: null, body: '' }],
    ['empty-403', { kind: 'empty-403' }, { status: 403, type: null, body: '' }],
    ['429', { kind: '429' }, { status: 429, type: 'application/json', body: '' }],
    ['burst-429', { kind: 'burst-429' }, { status: 429, type: 'application/problem+json', body: /Too many/ }],
    [
      'database-locked',
      { kind: 'database-locked' },
      { status: 500, type: 'application/problem+json', body: /database/ },
    ],
  ])('%s answers instead of the operation, and nothing is applied', async (_name, fault, expected) => {
    const { portal, send } = await disableUnder(fault);
    const answer = await send();
    expect(answer.status).toBe(expected.status);
    expect(answer.headers.get('content-type')).toBe(expected.type);
    expect(await answer.text()).toMatch(expected.body);
    expect(answer.headers.get('date')).not.toBeNull();
    expect(isOn(portal)).toBe(true);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('a status may bring its own headers and content type', async () => {
    const { send } = await disableUnder({
      kind: 'status',
      status: 500,
      body: '{}',
      headers: { 'x-extra': '1' },
      contentType: 'application/json',
    });
    const answer = await send();
    expect([answer.headers.get('x-extra'), answer.headers.get('content-type')]).toEqual([
      '1',
      'application/json',
    ]);
  });

  test.each([
    [1_000_000, '1000000'],
    [null, null],
  ])('the 429 says the wait that the fault sets: %s', async (resetNanoseconds, header) => {
    const { send } = await disableUnder({ kind: '429', resetNanoseconds });
    expect((await send()).headers.get('x-ratelimit-reset')).toBe(header);
  });

  test('a reset before leaves the client on, a reset after has disabled it', async () => {
    const before = await disableUnder({ kind: 'reset-before' });
    await expect(before.send()).rejects.toThrow();
    expect(isOn(before.portal)).toBe(true);
    const after = await disableUnder({ kind: 'reset-after' });
    await expect(after.send()).rejects.toThrow();
    expect(isOn(after.portal)).toBe(false);
    expect(after.portal.activationWrites()).toMatchObject([{ status: 0, applied: true, enabled: false }]);
  });

  test('a status after the effect has disabled the client nevertheless', async () => {
    const { portal, send } = await disableUnder({ kind: 'status-after', status: 500 });
    expect((await send()).status).toBe(500);
    expect(isOn(portal)).toBe(false);
    expect(portal.activationWrites()).toHaveLength(1);
  });

  test('latency, of a fault or of the portal, delays and changes nothing else', async () => {
    const { portal, send } = await disableUnder({ kind: 'latency', ms: 5 });
    expect((await send()).status).toBe(200);
    expect(isOn(portal)).toBe(false);
    const slow = await openPortal({ latency: 1 });
    expect((await exchangeKey(slow, slow.keys.admin)).status).toBe(200);
    const slowRead = await openPortal({ latency: { read: 1 } });
    expect((await exchangeKey(slowRead, slowRead.keys.admin)).status).toBe(200);
  });

  test('a slow body shows its headers first and ends later', async () => {
    const portal = await openPortal();
    portal.faults.set('token', { kind: 'slow-body', ms: 20 });
    const answer = await exchangeKey(portal, portal.keys.admin);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ statusCode: 200 });
  });

  test('a huge body is as long as asked, and hanging up in the middle does no harm', async () => {
    const portal = await openPortal();
    portal.faults.set('token', { kind: 'huge-body', bytes: 300_000 });
    expect((await (await exchangeKey(portal, portal.keys.admin)).text()).length).toBeGreaterThan(300_000);
    portal.faults.set('token', { kind: 'huge-body', bytes: 50_000_000 });
    await (await exchangeKey(portal, portal.keys.admin)).body?.cancel();
    portal.faults.clear();
    expect((await exchangeKey(portal, portal.keys.admin)).status).toBe(200);
  });

  test('truncated JSON is an answer that does not parse, or one that breaks off', async () => {
    const portal = await openPortal();
    portal.faults.set('token', { kind: 'truncated-json' });
    const cut = await exchangeKey(portal, portal.keys.admin);
    expect(cut.headers.get('content-type')).toBe('application/json');
    await expect(cut.json()).rejects.toThrow(SyntaxError);
    portal.faults.set('token', { kind: 'truncated-json', abrupt: true });
    const broken = await exchangeKey(portal, portal.keys.admin);
    await expect(broken.text()).rejects.toThrow(TypeError);
  });

  test('a hanging request is never answered and never applied, and close() ends it', async () => {
    const { portal, send } = await disableUnder({ kind: 'hang' });
    const hanging = send().catch((error: unknown) => error);
    await expect.poll(() => portal.calls.length).toBe(2);
    await portal.close();
    expect(await hanging).toBeInstanceOf(Error);
    expect(isOn(portal)).toBe(true);
  });

  test('a late write is applied when released, long after its caller gave up', async () => {
    const portal = await openPortal();
    const { signature } = await signedCaller(portal);
    portal.faults.set('activate', { kind: 'late-write', ms: Number.POSITIVE_INFINITY });
    const given = fetch(`${portal.url}/api/2.0/clients/${portal.clients.crm.clientId}/activation`, {
      method: 'PATCH',
      headers: { 'x-signature': signature, 'content-type': 'application/json' },
      body: '{"status":false}',
      signal: AbortSignal.timeout(30),
    });
    await expect(given).rejects.toThrow();
    expect(isOn(portal)).toBe(true);
    expect(portal.activationWrites()).toEqual([]);

    await portal.faults.releaseLate();

    expect(isOn(portal)).toBe(false);
    expect(portal.activationWrites()).toMatchObject([{ status: 0, applied: true }]);
  });

  test('a late write applies itself after its time, once', async () => {
    const { portal, send } = await disableUnder({ kind: 'late-write', ms: 5 });
    const unanswered = send().catch((error: unknown) => error);
    await expect.poll(() => isOn(portal)).toBe(false);
    await portal.faults.releaseLate();
    expect(portal.activationWrites()).toHaveLength(1);
    await portal.close();
    expect(await unanswered).toBeInstanceOf(Error);
  });

  test('a wrong content type and a cookie leave the rest of the answer as it is', async () => {
    const portal = await openPortal();
    portal.faults.set('token', { kind: 'wrong-content-type' });
    const wrong = await exchangeKey(portal, portal.keys.admin);
    expect(wrong.headers.get('content-type')).toBe('text/html');
    expect(await wrong.json()).toMatchObject({ statusCode: 200 });
    portal.faults.set('token', { kind: 'set-cookie' });
    const cookie = await exchangeKey(portal, portal.keys.admin);
    expect(cookie.headers.get('set-cookie')).toContain('x-signature=');
  });

  test('a skewed clock shifts the Date header and what signatures are made and checked with', async () => {
    const clock = stoppedClock();
    const portal = await openPortal({ now: clock.now });
    portal.faults.set('any', { kind: 'date-skew', ms: -600_000 });
    const { read } = await signedCaller(portal);
    const answer = await read(portal.clients.crm.clientId);
    expect(answer.status).toBe(200);
    expect(Date.parse(answer.headers.get('date') ?? '')).toBe(clock.now() - 600_000);
    portal.faults.clear();
    expect((await read(portal.clients.crm.clientId)).status).toBe(403);
  });

  test('a fault begins after those skipped, ends after its times, and goes when cleared', async () => {
    const portal = await openPortal();
    const status = async () => (await exchangeKey(portal, portal.keys.admin)).status;
    portal.faults.set('token', { kind: 'status', status: 500 }, { skip: 1, times: 2 });
    expect([await status(), await status(), await status(), await status()]).toEqual([200, 500, 500, 200]);
    portal.faults.set('any', { kind: 'status', status: 503 });
    portal.faults.set('token', (nth) => (nth === 0 ? { kind: 'empty-403' } : undefined));
    expect([await status(), await status()]).toEqual([403, 200]);
    portal.faults.clear();
    expect(await status()).toBe(200);
  });
});
