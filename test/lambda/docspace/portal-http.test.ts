import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { callerOf, serve } from './wire.ts';

describe('what a request looks like', () => {
  test('every request names its agent and asks for JSON; only one with a body says what that is', async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    const call = callerOf(url);

    await call({ headers: { 'x-signature': 'signed' } });
    await call({ method: 'PATCH', path: 'clients/some-id/activation', body: { status: false } });

    const agent = `docspace-oauth2-kill-switch/${packageJson.version}`;
    for (const { headers } of seen)
      expect(headers).toMatchObject({ 'user-agent': agent, accept: 'application/json' });
    expect(seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/api/2.0/clients/some-id', ''],
      ['PATCH', '/api/2.0/clients/some-id/activation', '{"status":false}'],
    ]);
    expect(seen.map(({ headers }) => headers['content-type'])).toEqual([undefined, 'application/json']);
    expect(seen.map(({ headers }) => headers['x-signature'])).toEqual(['signed', undefined]);
  });

  test('a read asks whatever lies between for a fresh answer; a write need not', async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    const call = callerOf(url);
    await call();
    await call({ method: 'PATCH', body: { status: false } });
    await call({ method: 'PUT', body: { active: false } });
    const asked = seen.map(({ method, headers }) => [method, headers['cache-control']]);

    expect(asked).toEqual([
      ['GET', 'no-cache'],
      ['PATCH', undefined],
      ['PUT', undefined],
    ]);
  });

  test('the agent is none of those that the service takes for a browser', () => {
    expect(packageJson.name).not.toMatch(/opr|chrome|firefox|msie|opera/);
  });

  test('a cookie that the portal sets, however often, is never sent back', async () => {
    const { url, seen } = await serve((_request, response) => {
      response.setHeader('set-cookie', ['x-signature=stale; Path=/', 'JSESSIONID=1; Path=/; HttpOnly']).end();
    });
    const call = callerOf(url);

    await call();
    await call();
    await call({ method: 'PATCH', body: { status: false } });

    expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined]);
  });

  test('connections are kept: many calls, errors among them, need two at the most', async () => {
    const { url, seen } = await serve((_request, response) => {
      response.writeHead(seen.length % 3 === 0 ? 404 : 200, { 'content-type': 'application/problem+json' });
      response.end('{"status":404}');
    });
    const call = callerOf(url);

    for (let count = 0; count < 12; count += 1) await call().catch(() => undefined);

    expect(seen).toHaveLength(12);
    expect(new Set(seen.map(({ connection }) => connection)).size).toBeLessThanOrEqual(2);
  });
});

describe('what an answer says', () => {
  test.each([
    ['14', 14],
    ['0', 0],
    [undefined, undefined],
    ['-1', undefined],
    ['many', undefined],
  ])('calls left in the bucket, header %s: %s', async (header, tokensLeft) => {
    const { url } = await serve((_request, response) => {
      if (header !== undefined) response.setHeader('x-ratelimit-remaining', header);
      response.end();
    });
    expect((await callerOf(url)()).tokensLeft).toBe(tokensLeft);
  });

  test.each([
    ['Sat, 31 Jan 2026 03:10:00 GMT', 600_000],
    ['Sat, 31 Jan 2026 02:50:00 GMT', -600_000],
    ['yesterday', undefined],
    ['', undefined],
    ['Sat, 01 Jan 10000 00:00:00 GMT', undefined],
    ['Sat, 01 Jan 275000 00:00:00 GMT', undefined],
    ['+010000-01-01T00:00:00Z', undefined],
    ['-000001-12-31T23:59:59Z', undefined],
    [undefined, undefined],
  ])('the difference of the clocks, Date %s: %s ms', async (date, skewMs) => {
    const { url } = await serve((_request, response) => {
      response.sendDate = false;
      if (date !== undefined) response.setHeader('date', date);
      response.end();
    });
    const answer = await callerOf(url, { now: () => new Date('2026-01-31T03:00:00.000Z') })();
    expect(answer.skewMs).toBe(skewMs);
    expect(answer.date === undefined).toBe(skewMs === undefined);
    // As the ledger writes it, and reads it again.
    if (answer.date !== undefined) expect(answer.date.toISOString()).toMatch(/^\d{4}-/);
  });

  test('text in several bytes survives being cut between two packets', async () => {
    const bytes = Buffer.from('"Müller – 名前"');
    const { url } = await serve((_request, response) => {
      response.write(bytes.subarray(0, 3));
      setImmediate(() => response.end(bytes.subarray(3)));
    });
    expect((await callerOf(url)()).text).toBe('"Müller – 名前"');
  });
});
