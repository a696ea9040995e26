import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXAMPLE_CLIENT_ID } from '../../local/kill-switch/example-client-id.ts';
import { folderWith } from '../folders.ts';

/** With no environment at all, so that what the machine has set decides nothing. */
const start = (...argv: string[]) =>
  spawn(process.execPath, ['command/start.mjs', ...argv], {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
  });

test('--json puts the result object on stdout and nothing else, logs or not', async () => {
  const child = start('disable', EXAMPLE_CLIENT_ID, '--reason', 'drill', '--json', '--verbose');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect(JSON.parse(out)).toMatchObject({ outcome: 'disabled' });
  expect(out).toBe(`${JSON.stringify(JSON.parse(out), null, 2)}\n`);
  expect(err).toContain('"code":"KS200"');
  expect(code).toBe(0);
});

test('an event on standard input, and its exit code', async () => {
  const child = start('event', '-');
  child.stdin.end('{"detail": {}}');
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toMatch(/^invalid /m);
  expect(code).toBe(2);
});

test.each(['SIGINT', 'SIGTERM'] as const)('the portal ends with 0 on %s', async (signal) => {
  const child = start('portal');
  await once(child.stdout, 'data');
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** Runs before the program: at its end it writes to stderr where compiled code is kept, and each module that was loaded. */
const LIST_MODULES = `
  import module from 'node:module';
  const loaded = [];
  module.registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  process.on('exit', () => process.stderr.write([module.getCompileCacheDir(), ...loaded].join('\\n')));
`;

test('help loads neither the function, nor the simulator, nor a client of AWS; what is compiled stays in the project', async () => {
  const list = `data:text/javascript,${encodeURIComponent(LIST_MODULES)}`;
  const child = spawn(process.execPath, ['--import', list, 'command/start.mjs', '--help'], { env: {} });
  const [err] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const root = new URL('../../', import.meta.url).href;
  const [kept, ...loaded] = err.split('\n').map((line) => line.replace(root, ''));
  expect(kept).toContain(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));
  expect(loaded).toContainEqual(expect.stringContaining('command/program.ts'));
  expect(loaded.filter((url) => /aws|fastify|local\/portal|lambda\/actions/.test(url))).toEqual([]);
});

test('installed as a link, as npm does it, the program runs from any folder', async () => {
  const folder = folderWith({});
  const link = join(folder, 'docspace-kill-switch');
  symlinkSync(fileURLToPath(new URL('../../command/start.mjs', import.meta.url)), link);
  const child = spawn(process.execPath, [link, 'status', 'x'], { env: {}, cwd: folder });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, err]).toEqual([2, expect.stringContaining("argument 'clientId'. It must be a UUID")]);
});
