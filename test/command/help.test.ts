import { expect, test } from 'vitest';
import { EXAMPLE_CLIENT_ID } from '../../local/kill-switch/example-client-id.ts';
import { run } from './fake-terminal.ts';

const COMMANDS = [
  'disable',
  'enable',
  'status',
  'check',
  'list',
  'reset-breaker',
  'rotate',
  'explain',
  'event',
  'portal',
];

test('the help names every command, the environment, and the exit codes', async () => {
  const { code, out, err } = await run(['--help']);
  expect([code, err]).toEqual([0, '']);
  for (const text of [...COMMANDS, 'PORTAL_URL', 'API_KEY', 'Exit codes:']) expect(out).toContain(text);
});

test.each(COMMANDS)('%s --help shows examples and exit codes', async (command) => {
  const { code, out } = await run([command, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: docspace-kill-switch ${command}`);
  expect(out).toContain('Examples:');
  expect(out).toContain('Exit codes:');
});

test('the examples use an id that the embedded portal has', async () => {
  expect((await run(['status', '--help'])).out).toContain(`status ${EXAMPLE_CLIENT_ID}`);
});

test.each([
  ['an unknown command', ['disabel', 'x'], 'unknown command'],
  ['an unknown option', ['check', '--jsn'], "unknown option '--jsn'"],
  ['a missing id', ['status'], "missing required argument 'clientId'"],
  ['a port out of range', ['portal', '--port', '99999'], 'whole number from 0 to 65535'],
  ['a rate limit of zero', ['portal', '--rate-limit', '0'], 'whole number from 1'],
])('%s exits 2, on stderr alone', async (_what, argv, text) => {
  const { code, out, err } = await run(argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(text);
});

test.each([
  ['a terminal', { isTTY: true }, true],
  ['a pipe', { isTTY: false }, false],
  ['a pipe in CI', { isTTY: false, env: { CI: 'true' } }, false],
  ['a terminal with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, false],
  ['a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
  ['NO_COLOR and FORCE_COLOR', { isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
  ['a terminal without colours', { isTTY: true, env: { TERM: 'dumb' } }, false],
])('%s: coloured or not', async (_where, options, coloured) => {
  const { out } = await run(['check'], options);
  expect(out.includes('\u001b[')).toBe(coloured);
});

test('JSON is never coloured', async () => {
  const { out } = await run(['check', '--json'], { isTTY: true, env: { FORCE_COLOR: '1' } });
  expect(JSON.parse(out)).toMatchObject({ outcome: 'healthy' });
});

test('--verbose before a command works as after it', async () => {
  expect((await run(['--verbose', 'check'])).err).toContain('"healthy":1');
});

test.each([
  ['explain', ['explain', '-']],
  ['portal', ['portal']],
])('--verbose before %s, which logs nothing, is refused', async (name, argv) => {
  const { code, out, err } = await run(['--verbose', ...argv]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`error: ${name} has no logs to show: leave --verbose out`);
});

test('logs are quiet unless asked for', async () => {
  expect((await run(['check'])).err.trim().split('\n')).toHaveLength(1);
  expect((await run(['check', '--verbose'])).err).toContain('"healthy":1');
});
