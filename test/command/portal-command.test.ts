import { expect, test } from 'vitest';
import { runCommand } from '../../command/program.ts';
import { fakeTerminal, openPortal, run } from './fake-terminal.ts';

const start = async (argv: string[]) => {
  const { terminal, written, interrupt } = fakeTerminal();
  const ended = runCommand(['portal', ...argv], terminal);
  await expect.poll(() => written.out).toContain('In another terminal');
  const first = (pattern: RegExp) => pattern.exec(written.out)?.[1] ?? '';
  const url = first(/(http:\/\/127\.0\.0\.1:\d+)/);
  const key = first(/(sk-[0-9a-f]{64})/);
  const clientId = first(/([0-9a-f-]{36}) {2}Northwind CRM/);
  return { ended, interrupt, url, key, clientId, written };
};

test('the portal prints what another terminal needs, serves it, and ends with 0 when interrupted', async () => {
  const { ended, interrupt, url, key, clientId, written } = await start([]);
  expect(written.out).toContain(
    `PORTAL_URL=${url} API_KEY=${key} docspace-kill-switch disable ${clientId} --reason drill`,
  );
  const env = { PORTAL_URL: url, API_KEY: key };
  expect(await run(['disable', clientId, '--reason', 'drill'], { env })).toMatchObject({ code: 0, err: '' });
  expect((await run(['status', clientId], { env })).out).toMatch(/^ {2}state +off$/m);
  expect(written.out).toMatch(/ enable .* --accept-unrotated-secret$/m);
  const enable = ['enable', clientId, '--reason', 'drill is over', '--accept-unrotated-secret'];
  expect(await run(enable, { env })).toMatchObject({ code: 0 });

  interrupt();
  expect(await ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('a rate limit can be set', async () => {
  const { ended, interrupt, url, key, clientId } = await start(['--rate-limit', '5']);
  const env = { PORTAL_URL: url, API_KEY: key };
  const { code, out } = await run(['disable', clientId, '--reason', 'drill'], { env });
  expect(code).toBe(0);
  expect(out).toContain('(single-write)');
  interrupt();
  await ended;
});

test('a port that is in use exits 2 with one sentence', async () => {
  const { portal } = await openPortal();
  const { port } = new URL(portal.url);
  const { code, out, err } = await run(['portal', '--port', port]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(`error: port ${port} is in use: choose another one with --port\n`);
});
