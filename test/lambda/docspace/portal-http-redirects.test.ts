import { expect, test } from 'vitest';
import { HttpError } from '../../../lambda/docspace/errors.ts';
import { callerOf, failureOf, serve } from './wire.ts';

const KEY = 'Bearer sk-0123456789abcdef';

const redirectTo = (status: number, location: string) =>
  serve((_request, response) => response.writeHead(status, { location }).end());

test.each([301, 302, 303, 307, 308])(
  'a %i to another host is an error, and that host sees no key, no signature, nothing',
  async (status) => {
    const other = await serve((_request, response) => response.end('{}'));
    const { url, seen } = await redirectTo(status, `${other.url}/api/2.0/security/oauth2/token`);
    const call = callerOf(url);

    const read = await failureOf(call({ headers: { authorization: KEY } }));
    const write = await failureOf(
      call({ method: 'PATCH', headers: { 'x-signature': 'signed' }, body: { status: false } }),
    );

    for (const error of [read, write]) {
      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status, retryable: false });
      expect(error.message).toContain(`redirects (${status})`);
      expect(error.message).not.toContain(other.url);
    }
    expect(seen).toHaveLength(2);
    expect(other.seen).toEqual([]);
  },
);

test('a redirect within the portal is not followed either', async () => {
  const { url, seen } = await redirectTo(302, '/api/2.0/clients/another-id');
  expect(await failureOf(callerOf(url)())).toMatchObject({ name: 'HttpError', status: 302 });
  expect(seen).toHaveLength(1);
});
