import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { ResultSchema } from '../../lambda/contract/result.ts';
import { alertFor } from '../alerts.ts';
import { openPortal, run } from './fake-terminal.ts';

const AnswersSchema = z.array(ResultSchema);

const ALWAYS = { MAX_ALERT_AGE: '36500d' };

const fileWith = async (content: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'alert.json');
  await writeFile(path, content);
  return path;
};

test('an event in a file disables the client that it names', async () => {
  const { portal, env } = await openPortal();
  const { clientId } = portal.clients.crm;
  const path = await fileWith(`\uFEFF${JSON.stringify(alertFor(clientId))}`);
  const { code, out } = await run(['event', path], { env: { ...env, ...ALWAYS } });
  expect(code).toBe(0);
  expect(out).toMatch(/^disabled {2}Northwind CRM /m);
  expect(out).toMatch(/^ {2}alert +high, security\.alerts, /m);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('an array on standard input gives an array in the same order, and the worst exit code', async () => {
  const { portal, env } = await openPortal();
  const { crm, office } = portal.clients;
  const alerts = [
    alertFor(office.clientId, { id: 'a1' }),
    alertFor(crm.clientId, { id: 'a2' }),
    { id: 'a3', source: 'security.alerts', detail: {} },
  ];
  const { code, out } = await run(['event', '-', '--json'], {
    env: { ...env, ...ALWAYS, PROTECTED_CLIENT_IDS: office.clientId },
    stdin: JSON.stringify(alerts),
  });
  const results = AnswersSchema.parse(JSON.parse(out));
  expect(results.map(({ outcome, trigger }) => [trigger.eventId, outcome])).toEqual([
    ['a1', 'refused'],
    ['a2', 'disabled'],
    ['a3', 'invalid'],
  ]);
  expect(code).toBe(2);
});

test('an array of one stays an array', async () => {
  const { env } = await openPortal();
  const { code, out } = await run(['event', '-', '--json'], { env, stdin: '[{"detail":{}}]' });
  expect(AnswersSchema.parse(JSON.parse(out))).toHaveLength(1);
  expect(code).toBe(2);
});

test('alerts that would be delivered again are shown too, in order, and exit 1', async () => {
  const { portal, env } = await openPortal();
  const { crm, backup, office } = portal.clients;
  const alerts = [crm, office, backup].map(({ clientId }, index) => alertFor(clientId, { id: `a${index}` }));
  const failing = {
    ...env,
    ...ALWAYS,
    API_KEY: portal.keys.expired,
    PROTECTED_CLIENT_IDS: office.clientId,
  };
  const { code, out } = await run(['event', '-', '--json'], { env: failing, stdin: JSON.stringify(alerts) });
  const results = AnswersSchema.parse(JSON.parse(out));
  expect(results.map(({ outcome, final }) => [outcome, final])).toEqual([
    ['failed', false],
    ['refused', true],
    ['failed', false],
  ]);
  expect(code).toBe(1);

  const human = await run(['event', '-'], { env: failing, stdin: JSON.stringify(alerts[0]) });
  expect(human).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^failed .*\n(.*\n)* {2}retry +none: nobody delivers it again on this machine\n/m,
    ),
  });
  expect(human.out).not.toContain('A retry follows');
  expect(human.out).not.toContain('queue');
  expect(human.out).toMatch(/^ {2}next +Until a result says otherwise/m);
  const RETRY = expect.stringMatching(/^A retry follows/m);
  expect(results[0]?.nextSteps).toContainEqual(RETRY);
});

test('text from outside reaches the terminal without its control characters', async () => {
  const { portal, env } = await openPortal();
  const alert = alertFor(portal.clients.crm.clientId, { detail: { reason: 'a\u001b[2Jb\u202ec' } });
  const { out } = await run(['event', '-'], { env: { ...env, ...ALWAYS }, stdin: JSON.stringify(alert) });
  expect(out).toMatch(/^ {2}reason +a \[2Jbc$/m);
});

test.each([
  ['is not JSON', '{"a": 1,\n oops-secret }', 'is not JSON (line 2, column 2)'],
  ['ends too early', '{"detail": ', 'is not JSON (it ends too early)'],
  ['is empty', ' \n', 'is empty'],
])('a file that %s exits 2 with a sentence that quotes nothing of it', async (_what, content, sentence) => {
  const path = await fileWith(content);
  const { code, out, err } = await run(['event', path]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(
    `error: ${path} ${sentence}${sentence === 'is empty' ? '; an event in JSON is expected' : ''}\n`,
  );
});

test('a file that is not there, or a folder, exits 2 with a sentence', async () => {
  const missing = await run(['event', 'no-such-file.json']);
  expect(missing).toMatchObject({
    code: 2,
    out: '',
    err: 'error: no-such-file.json cannot be read: there is no such file\n',
  });
  const folder = await run(['event', tmpdir()]);
  expect(folder).toMatchObject({ code: 2, err: expect.stringContaining('it is a folder') });
});
