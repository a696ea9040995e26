import { describe, expect, test } from 'vitest';
import { openPortal, signedCaller, stoppedClock } from './caller.ts';

const unknown = '0a1b2c3d-0000-4000-a000-000000000000';

describe('rate limit', () => {
  test('the 16th change in a minute is an empty 429 that says the wait in nanoseconds', async () => {
    const clock = stoppedClock();
    const portal = await openPortal({ now: clock.now });
    const { disable } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;
    const remaining: (string | null)[] = [];
    for (let call = 0; call < 15; call += 1) {
      remaining.push((await disable(clientId)).headers.get('x-ratelimit-remaining'));
    }
    expect([remaining.at(0), remaining.at(-1)]).toEqual(['14', '0']);

    clock.pass(0.614);
    const limited = await disable(clientId);

    expect([limited.status, await limited.text()]).toEqual([429, '']);
    expect(limited.headers.get('content-type')).toBe('application/json');
    expect(limited.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(limited.headers.get('x-ratelimit-reset')).toBe('3386000000');
    expect(limited.headers.get('retry-after')).toBeNull();
    expect(portal.activationWrites()).toHaveLength(15);

    clock.pass(3.386);
    expect([(await disable(clientId)).status, (await disable(clientId)).status]).toEqual([200, 429]);
  });

  test('regenerate, 404, 403 and 500 take from the same bucket', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now });
    const { activate, disable, send } = await signedCaller(portal);
    await send('PATCH', `/${portal.clients.crm.clientId}/regenerate`);
    await disable(unknown);
    await activate(portal.clients.crm.clientId, 'no json');
    await send('PATCH', `/${unknown}/activation`, { body: '{}', headers: { 'content-type': 'text/plain' } });
    const answer = await disable(portal.clients.crm.clientId);
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('10');
  });

  test('the bucket belongs to the user and not to the key', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now, rateLimit: 1 });
    const first = await signedCaller(portal);
    const second = await signedCaller(portal, portal.addKey('admin'));
    const other = await signedCaller(portal, portal.keys.user);
    expect((await first.disable(portal.clients.crm.clientId)).status).toBe(200);
    expect((await second.disable(portal.clients.crm.clientId)).status).toBe(429);
    expect((await other.disable(portal.clients.userOwned.clientId)).status).toBe(200);
  });

  test('reads, edits, deletes and posts have buckets of their own', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now, rateLimit: 1 });
    const { disable, edit, read, send } = await signedCaller(portal);
    await disable(portal.clients.crm.clientId);
    const left = async (answer: Promise<Response>) => (await answer).headers.get('x-ratelimit-remaining');
    expect(await left(read(portal.clients.crm.clientId))).toBe('199');
    expect(await left(edit(portal.clients.crm.clientId))).toBe('14');
    expect(await left(send('DELETE', `/${unknown}`))).toBe('14');
    expect(await left(send('POST', `/${portal.clients.crm.clientId}`))).toBe('9');
  });

  test('a refused signature costs no call', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now });
    const { disable, send } = await signedCaller(portal);
    await send('PATCH', `/${unknown}/activation`, { headers: { 'x-signature': 'forged' } });
    expect((await disable(portal.clients.crm.clientId)).headers.get('x-ratelimit-remaining')).toBe('14');
  });

  test('without a limit, every answer says that 14 are left', async () => {
    const { now } = stoppedClock();
    const portal = await openPortal({ now, rateLimit: Number.POSITIVE_INFINITY });
    const { disable } = await signedCaller(portal);
    for (let call = 0; call < 20; call += 1) {
      const answer = await disable(portal.clients.crm.clientId);
      expect([answer.status, answer.headers.get('x-ratelimit-remaining')]).toEqual([200, '14']);
    }
  });
});
