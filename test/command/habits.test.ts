import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../../command/program.ts';
import { alertFor } from '../alerts.ts';
import { folderWith } from '../folders.ts';
import { fakeTerminal, openPortal, run } from './fake-terminal.ts';

const ID = '6c7cf17b-1bd3-47d5-94c6-be2d3570e168';
const VERBS = [
  ...[
    'disable',
    'enable',
    'status',
    'check',
    'list',
    'reset-breaker',
    'rotate',
    'event',
    'explain',
    'store-key',
    'drill',
  ],
  ...['logs', 'redrive', 'stop', 'resume', 'bootstrap', 'deploy', 'diff', 'destroy', 'portal'],
];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

afterEach(() => vi.restoreAllMocks());

describe('what people try first exits 0', () => {
  test.each(['--version', '-V'])('%s', async (flag) => {
    expect(await run([flag])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  test.each([[['--help']], [['-h']], [['help']]])('%j names every verb and fits 80 columns', async (argv) => {
    const { code, out, err } = await run(argv, { columns: 80 });
    expect([code, err]).toEqual([0, '']);
    for (const verb of VERBS) expect(out).toMatch(new RegExp(`^ {2}${verb}[ \\n]`, 'm'));
    expect(out).toMatch(/^Exit codes:\n {2}0 .*\n(.*\n)* {2}3 /m);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test.each(VERBS)('help of %s is the same by help, --help and -h, and fits 80 columns', async (verb) => {
    const texts = await Promise.all(
      [
        ['help', verb],
        [verb, '--help'],
        [verb, '-h'],
      ].map((argv) => run(argv, { columns: 80 })),
    );
    expect(texts.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(new Set(texts.map(({ out }) => out)).size).toBe(1);
    for (const line of texts[0]?.out.split('\n') ?? []) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test.each(['bash', 'zsh', 'fish'])(
    'completion %s prints a script for the installed command',
    async (shell) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const { code } = await run(['completion', shell], { env: { npm_command: 'exec' } });
      expect(code).toBe(0);
      expect(log.mock.calls.join('\n')).toContain('docspace-kill-switch');
    },
  );

  test('what a completion script asks is answered with verbs and flags', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await run(['complete', '--', 'dr']);
    expect(log.mock.calls.join('\n')).toMatch(/^drill\t/m);
    await run(['complete', '--', 'drill', '--w']);
    expect(log.mock.calls.join('\n')).toMatch(/^--write\t/m);
  });
});

test.each([
  [['chekc'], "unknown command 'chekc' (Did you mean check?)"],
  [['help', 'dril'], "unknown command 'dril' (Did you mean drill?)"],
  [['disabel', ID, '--reason', 'x'], "unknown command 'disabel' (Did you mean disable?)"],
  [
    ['disable', ID, '--reason', 'token', 'leaked'],
    "from 'leaked' on: a reason of several words needs quotes",
  ],
  [['--stack', 'X', 'check'], '--stack comes after the verb: docspace-kill-switch <verb> --stack …'],
  [['--verbos'], "unknown option '--verbos' (Did you mean --verbose?)"],
  [['check', '--portal', 'http://127.0.0.1:1'], 'the portal is given, but no key: set API_KEY'],
  [['zzzzzzzz'], "unknown command 'zzzzzzzz'\n"],
  [['check', '--jsno'], 'Did you mean --json?'],
  [['disable', ID, '--reasn', 'x'], 'Did you mean --reason?'],
  [['disable', ID], "'--reason <text>'"],
  [['disable', ID, '--reason'], "'--reason <text>' argument missing"],
  [['deploy', '--yess'], 'Did you mean --yes?'],
])('%j exits 2 with a word on stderr, and starts nothing', async (argv, text) => {
  const { code, out, err } = await run(argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(text);
});

describe('behind npm', () => {
  const npm = (event: string, more: Record<string, string> = {}) => ({
    env: { npm_lifecycle_event: event, npm_command: event === 'start' ? 'start' : 'run', ...more },
  });

  test.each([
    ['start', { npm_config_json: 'true' }, '--json', 'npm start --'],
    ['start', { npm_config_reason: 'true' }, '--reason', 'npm start --'],
    ['start', { npm_config_stack: 'Stack' }, '--stack', 'npm start --'],
    ['start', { npm_config_dry_run: 'true' }, '--dry-run', 'npm start --'],
    ['deploy', { npm_config_call: 'alerts=off' }, '-c', 'npm run deploy --'],
    ['destroy', { npm_config_yes: 'true' }, '--yes', 'npm run destroy --'],
  ])('npm %s with %j: a forgotten -- is named, and nothing is started', async (event, left, flag, fix) => {
    const { portal, env } = await openPortal();
    const { code, out, err } = await run(['check'], npm(event, { ...env, ...left }));
    expect([code, out, portal.calls]).toEqual([2, '', []]);
    expect(err).toContain(`npm kept ${flag} for itself, because -- is missing: write ${fix}`);
  });

  test('a variable that npm always leaves empty, or a flag that arrived, is no problem', async () => {
    const { env } = await openPortal();
    const options = npm('start', { ...env, npm_config_yes: '', npm_config_json: 'true' });
    expect((await run(['check', '--json'], options)).code).toBe(0);
  });

  test('without npm the same variables mean nothing', async () => {
    const { env } = await openPortal();
    expect((await run(['check'], { env: { ...env, npm_config_json: 'true' } })).code).toBe(0);
  });

  test('commands that are shown are those that this person types', async () => {
    expect((await run(['check', '--help'], npm('start'))).out).toContain('  npm start -- check\n');
    expect((await run(['check', '--help'], { env: { npm_command: 'exec' } })).out).toContain(
      '  npx docspace-kill-switch check\n',
    );
  });
});

test('a relative path begins where the person stands', async () => {
  const folder = folderWith({
    'alert.json': JSON.stringify(alertFor(ID, { time: new Date().toISOString() })),
  });
  expect((await run(['explain', 'alert.json'], { folder })).code).toBe(0);
});

test('two keys at once are said, and neither is used', async () => {
  const { portal, env } = await openPortal();
  const { code, err } = await run(['check'], { env: { ...env, API_KEY_SECRET_ID: 'x' } });
  expect([code, portal.calls]).toEqual([2, []]);
  expect(err).toContain('API_KEY and API_KEY_SECRET_ID are both set');
});

test('--portal is the portal, before PORTAL_URL, and the first line names it', async () => {
  const { portal, env } = await openPortal();
  const { code, out } = await run(['check', '--portal', portal.url], {
    env: { ...env, PORTAL_URL: 'https://away.example' },
  });
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^portal ${portal.url}, from this machine\nhealthy `));
});

test('a wait is seen from one second on: for what, and how long it may take; in a pipe not each second', async () => {
  const { portal, env } = await openPortal();
  const { terminal, written, second } = fakeTerminal({ env });
  const asked = Promise.withResolvers<void>();
  const done = runCommand(['status', portal.clients.crm.clientId, '--json'], {
    ...terminal,
    everySecond: (tick) => {
      asked.resolve();
      return terminal.everySecond(tick);
    },
  });
  await asked.promise;
  expect(written.err).not.toContain('waiting');
  for (let passed = 0; passed < 3; passed += 1) expect(second()).toBe(1);
  expect(await done).toBe(0);
  expect(second()).toBe(0);
  expect(written.err.match(/^waiting .*$/gm)).toEqual([
    `waiting for the portal ${portal.url}; gives up after 50 s (1 s)`,
  ]);
  expect(JSON.parse(written.out)).toMatchObject({ outcome: 'status' });
});

test('text fits a terminal of 80 columns, with hanging indents; a pipe is not broken', async () => {
  const argv = ['disable', 'fd0f3591-ba64-46ce-addd-c0fd4502eb9d', '--reason', 'drill'];
  const { out } = await run(argv, { isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
  for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(out).toMatch(/^ {2}still works {2}\S.*\n {15}\S/m);
  expect((await run(argv)).out.split('\n').some((line) => line.length > 100)).toBe(true);
});

test('the last line of the story is a command that this person can type', async () => {
  const { code, out } = await run([], { env: { npm_command: 'exec' } });
  expect([code, out.trim().split('\n').at(-1)?.trim()]).toEqual([
    0,
    'npx docspace-kill-switch --help shows the commands, for this portal and for yours.',
  ]);
});

test('a next step is shown as the command that does it, on the same portal; --json keeps the request', async () => {
  const { portal, env } = await openPortal();
  const { crm } = portal.clients;
  const argv = ['enable', crm.clientId, '--reason', 'x', '--portal', portal.url];
  await run(['disable', crm.clientId, '--reason', 'x'], { env });
  const refused = await run(argv, { env });
  expect(refused.out).toMatch(
    /ask with --rotate-secret; or, if it cannot be stolen, with\s+--accept-unrotated-secret\./,
  );
  expect((await run([...argv, '--json'], { env })).out).toContain('acceptUnrotatedSecret');
  portal.revokeKey(portal.keys.admin);
  const failed = await run(['disable', crm.clientId, '--reason', 'x', '--portal', portal.url], { env });
  expect(failed.out).toContain(`Run a check, docspace-kill-switch check --portal ${portal.url}, to see`);
});
