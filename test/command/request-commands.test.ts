import { describe, expect, onTestFinished, test } from 'vitest';
import { ResultSchema } from '../../lambda/contract/result.ts';
import { EXAMPLE_CLIENT_ID } from '../../local/kill-switch/example-client-id.ts';
import { alertFor } from '../alerts.ts';
import { startPublishedSamplePortal } from '../portals/published-sample.ts';
import { openPortal, run } from './fake-terminal.ts';

const NOBODY = '00000000-0000-4000-8000-00000000abcd';

const ENABLE = ['enable', '--accept-unrotated-secret'];

/** Each command is a process of its own: without a table it cannot know what an earlier one did. */
const NO_MEMORY = 'note: without LEDGER_TABLE only this run is remembered: earlier disables are unknown\n';

const json = (out: string) => ResultSchema.parse(JSON.parse(out));

describe('on the portal that the environment names', () => {
  test('disable, again, enable, again: each says what holds and exits 0', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.clients.crm;
    const outcomes: string[] = [];
    for (const action of [['disable'], ['disable'], ENABLE, ENABLE]) {
      const { code, out, err } = await run([...action, clientId, '--reason', 'drill', '--json'], { env });
      const title = `portal ${portal.url}, from this machine\n`;
      expect([code, err]).toEqual([0, action === ENABLE ? `${NO_MEMORY}${title}` : title]);
      outcomes.push(json(out).outcome);
    }
    expect(outcomes).toEqual(['disabled', 'already-disabled', 'enabled', 'already-enabled']);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('an enable that does not accept the old secret exits 3, says how to go on, and writes nothing', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.clients.crm;
    await portal.store.activate(clientId, false);
    const { code, out, err } = await run(['enable', clientId, '--reason', 'drill'], { env });
    expect(code).toBe(3);
    expect(out).toMatch(/^refused .*\n(.*\n)* {2}guard +unrotated-secret: /m);
    expect(err).toBe(NO_MEMORY);
    expect([portal.activationWrites(), portal.databaseEnabled(clientId)]).toEqual([[], false]);
  });

  test('reason, operator and options reach the result', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.clients.crm;
    const options = ['--reason', 'case 4711', '--operator', 'Ada', '--json'];
    await run(['disable', clientId, ...options], { env });
    const { out } = await run(['enable', clientId, ...options, '--accept-unrotated-secret'], { env });
    expect(json(out)).toMatchObject({
      outcome: 'enabled',
      trigger: { type: 'manual', reason: 'case 4711', operator: 'Ada' },
      warnings: ['secret-rotation-unknown'],
    });
  });

  test('a person reads the portal in the first line, outcome and client in the second, and the proof under it', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.clients.crm;
    const { out } = await run(['disable', clientId, '--reason', 'drill'], { env });
    const lines = out.split('\n');
    expect(lines[0]).toBe(`portal ${portal.url}, from this machine`);
    expect(lines[1]).toBe(`disabled  Northwind CRM  ${clientId}`);
    expect(out).toMatch(/^ {2}state +on → off \(read back\)$/m);
    expect(out).toMatch(/^ {2}write 1 +200 at \d\d:\d\d:\d\d\.\d{3} UTC$/m);
    expect(out).toMatch(/^ {2}write 2 +200 at /m);
    expect(out).toMatch(/^ {2}contained +after /m);
    expect(out).toMatch(/^ {2}proven +after /m);
    expect(out).toMatch(/^ {2}still works +third parties/m);
    expect(out).toMatch(/^ {2}next +Find out/m);
  });

  test('a dry run exits 0 and writes nothing', async () => {
    const { portal, env } = await openPortal();
    const { code, out } = await run(['disable', portal.clients.crm.clientId, '--reason', 'x', '--dry-run'], {
      env,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^dry-run .*\n(.*\n)* {2}state +on; .*nothing was written$/m);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('status and check exit 0', async () => {
    const { portal, env } = await openPortal();
    const status = await run(['status', portal.clients.backup.clientId], { env });
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining('status  Nightly backup') });
    const check = await run(['check'], { env });
    expect(check.code).toBe(0);
    expect(check.out).toMatch(/^healthy .*\n {2}ok +api-key /m);
  });

  test('a check that finds a problem exits 1 and names it', async () => {
    const { portal, env } = await openPortal();
    const { code, out } = await run(['check'], { env: { ...env, API_KEY: portal.keys.expired } });
    expect(code).toBe(1);
    expect(out).toMatch(/^unhealthy /m);
    expect(out).toMatch(/^ {2}not ok +portal +the portal refuses the API key/m);
  });

  test('a wrong key exits 1 and says what to check', async () => {
    const { portal, env } = await openPortal();
    const { code, out } = await run(['disable', portal.clients.crm.clientId, '--reason', 'x'], {
      env: { ...env, API_KEY: portal.keys.expired },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^failed /m);
    expect(out).toContain('check that the stored key is complete');
  });

  test.each([
    ['a bad id', ['disable', '4711', '--reason', 'x'], "argument 'clientId'. It must be a UUID"],
    ['a missing reason', ['disable', NOBODY], "required option '--reason <text>'"],
    ['an empty reason', ['disable', NOBODY, '--reason', ' '], "option '--reason <text>' argument"],
    ['a page of zero', ['list', '--page', '0'], "option '--page <number>' argument"],
  ])('%s exits 2 and is named on stderr, and the portal is not called', async (_what, argv, text) => {
    const { portal, env } = await openPortal();
    const { code, out, err } = await run(argv, { env });
    expect([code, out, portal.calls]).toEqual([2, '', []]);
    expect(err).toContain(text);
  });

  test('an unknown id and a protected one exit 3', async () => {
    const { portal, env } = await openPortal();
    const unknown = await run(['disable', NOBODY, '--reason', 'x'], { env });
    expect(unknown).toMatchObject({ code: 3, out: expect.stringMatching(/^not-found /m) });
    const { clientId } = portal.clients.office;
    const refused = await run(['disable', clientId, '--reason', 'x'], {
      env: { ...env, PROTECTED_CLIENT_IDS: clientId },
    });
    expect(refused).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^refused .*\n(.*\n)* {2}guard +protected-client: /m),
    });
    expect(portal.activationWrites()).toEqual([]);
  });

  test('a warning is shown with its sentence', async () => {
    const { portal, env } = await openPortal();
    portal.faults.set('read', { kind: 'html-502' }, { times: 1 });
    const { out } = await run(['disable', portal.clients.crm.clientId, '--reason', 'x'], { env });
    expect(out).toMatch(/^ {2}warning +the state before is unknown.* \(first-read-failed\)$/m);
  });
});

test('on a portal that shows no state, the text says that it is unknown', async () => {
  const portal = await startPublishedSamplePortal();
  onTestFinished(() => portal.close());
  const env = { PORTAL_URL: portal.url, API_KEY: portal.apiKey, DIALECT: 'documented' };
  const status = await run(['status', portal.clientId], { env });
  expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/^ {2}state +unknown$/m) });
  const disabled = await run(['disable', portal.clientId, '--reason', 'x'], { env });
  expect(disabled.out).toMatch(/^ {2}state +unknown → off \(by the portal's own answer\)$/m);
});

describe('without a portal in the environment', () => {
  test('the command says that it acts on an embedded one, and the documented id exists there', async () => {
    const { code, out, err } = await run(['disable', EXAMPLE_CLIENT_ID, '--reason', 'drill', '--json']);
    expect(code).toBe(0);
    expect(json(out)).toMatchObject({ outcome: 'disabled', client: { name: 'Northwind CRM' } });
    expect(err).toMatch(/^embedded portal http:\/\/127\.0\.0\.1:\d+, .*\n$/m);
    expect(err).toContain(`${EXAMPLE_CLIENT_ID} (Northwind CRM)`);
  });

  test('an id that is not there is reported as not found', async () => {
    expect(await run(['status', NOBODY])).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^not-found/m),
    });
  });

  test('a key without a portal exits 2: a lost PORTAL_URL must not look healthy', async () => {
    const { code, out, err } = await run(['check'], {
      env: { API_KEY: 'sk-0123456789abcdef', PORTAL_URL: '' },
    });
    expect(code).toBe(2);
    expect(err).toContain('API_KEY is set, but PORTAL_URL is not');
    expect(out).toBe('');
  });

  test('an extra word is an error: a second client would stay on', async () => {
    const { code, out, err } = await run([
      'disable',
      EXAMPLE_CLIENT_ID,
      EXAMPLE_CLIENT_ID,
      '--reason',
      'drill',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('too many arguments');
    expect(out).toBe('');
  });
});

test('a held alert: what ends the hold is shown as it is typed here, without the words for the console', async () => {
  const event = JSON.stringify(alertFor(EXAMPLE_CLIENT_ID));
  const env = { MODE: 'approve', MAX_ALERT_AGE: '36500d' };
  const { code, out } = await run(['event', '-'], { stdin: event, env });
  expect(code).toBe(3);
  expect(out).toContain(
    `To disable it: docspace-kill-switch disable ${EXAMPLE_CLIENT_ID} --reason "<why>"\n`,
  );
  expect(out).toContain(`enable ${EXAMPLE_CLIENT_ID} --reason "<why>" --accept-unrotated-secret\n`);
  expect(out).not.toMatch(/console|--stack/);
});

test('with evidence=audit a result shows what the audit trail says, and else nothing of it', async () => {
  const args = ['disable', EXAMPLE_CLIENT_ID, '--reason', 'drill'];
  const { out } = await run(args, { env: { EVIDENCE: 'audit' } });
  expect(out).toMatch(/^ {2}audit trail +\S.*$/m);
  expect((await run(args)).out).not.toContain('audit trail  ');
});
