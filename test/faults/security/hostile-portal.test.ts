import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../../local/portal/fault.ts';
import { alertFor } from '../../alerts.ts';
import { openPortal, run } from '../../command/fake-terminal.ts';
import { expectSafeOutput } from '../matrix/run-cell.ts';
import { CONTROL, HOSTILE_NAME } from '../stage/hostile.ts';
import { openStage } from '../stage/stage.ts';

/** Must be seen nowhere: a portal that says it has something to hide or to forge. */
const MARK = 'FORGED-BY-THE-PORTAL';

const STATUSES = [200, 201, 204, 301, 302, 307, 400, 401, 402, 403, 404, 405, 409, 429, 500, 501, 502, 503];

const CONTENT_TYPES = [
  'application/json',
  'application/problem+json',
  'text/html',
  `text/plain; charset=${MARK}`,
  'multipart/form-data',
];

const BODIES: readonly [string, string][] = [
  ['a problem', JSON.stringify({ title: MARK, detail: `\u001b[2J${MARK}\r\n{"level":"ERROR"}`, type: MARK })],
  ['JSON of the wrong kind', JSON.stringify([MARK, { [MARK]: MARK, client_id: MARK, enabled: MARK }])],
  ['a token that is none', JSON.stringify({ response: `${MARK}.${MARK}.${MARK}` })],
  ['a result of ours', JSON.stringify({ outcome: 'disabled', final: true, summary: MARK, response: MARK })],
  ['a page', `<html><script>${MARK}</script>\u001b]0;${MARK}\u0007</html>`],
  ['keys of a prototype', `{"__proto__":{"enabled":false,"${MARK}":1},"constructor":"${MARK}"}`],
];

const HEADERS = {
  'x-ratelimit-remaining': MARK,
  'x-ratelimit-reset': MARK,
  'retry-after': MARK,
  server: MARK,
  allow: MARK,
  location: `https://${MARK}.example/`,
  'www-authenticate': MARK,
  'set-cookie': `x-signature=${MARK}`,
};

const setStage = async () => {
  const stage = await openStage();
  onTestFinished(stage.close);
  return stage;
};

describe.concurrent('what a portal says in its errors is shown to nobody', () => {
  test.for(BODIES)('%s', async ([, body]) => {
    for (const step of ['token', 'read', 'activate'] as const) {
      const stage = await setStage();
      const { portal, client, deliver, restart, output } = stage;
      for (const [index, status] of STATUSES.entries()) {
        const contentType = CONTENT_TYPES[(index + step.length) % CONTENT_TYPES.length] ?? '';
        const fault: Fault = { kind: 'status', status, contentType, headers: HEADERS, body };
        portal.faults.set(step, fault, { times: 3 });
        restart();
        await deliver(alertFor(client.clientId, { id: `${index}` }));
        await portal.store.activate(client.clientId, true);
      }
      expect(output()).not.toContain(MARK);
      expectSafeOutput(stage);
      expect(portal.calls.some(({ headers }) => headers.cookie !== undefined)).toBe(false);
    }
  });
});

const fieldsOf = (clientId: string): Record<string, unknown> => ({
  client_id: clientId,
  name: HOSTILE_NAME,
  tenant: 1,
  enabled: false,
  client_secret: 'c'.repeat(48),
  modified_on: '2026-01-31T02:00:00Z',
});

describe('a client whose fields are not what they should be', () => {
  test.for<[string, Record<string, unknown>]>([
    ['another client', { client_id: '6c7cf17b-1bd3-47d5-94c6-be2d3570e168' }],
    ['its own id with more behind it', { client_id: `x\r\n${MARK}` }],
    ['another tenant', { tenant: 2 }],
    ['off, said in words', { enabled: 'false' }],
    ['off, said in numbers', { enabled: 0 }],
    ['off, said by nothing', { enabled: null }],
    ['off, said in an array', { enabled: [false] }],
  ])('shows %s: it is never called off', async ([, fields]) => {
    const stage = await setStage();
    const { portal, client, deliver, aws } = stage;
    const body = JSON.stringify({ ...fieldsOf(client.clientId), ...fields });
    // It takes every write, and does nothing.
    portal.faults.set('activate', { kind: 'status', status: 200 });
    portal.faults.set('read', { kind: 'status', status: 200, contentType: 'application/json', body });
    await deliver(alertFor(client.clientId));
    expect(aws.published.map(({ outcome }) => outcome)).not.toContain('disabled');
    expect(aws.published.map(({ outcome }) => outcome)).not.toContain('already-disabled');
    expect(stage.output()).not.toContain(MARK);
    expectSafeOutput(stage);
  });

  test.for<[string, unknown]>([
    ['a megabyte of a name', '🔒'.repeat(250_000)],
    ['a name that is none', { toString: MARK }],
    ['a name of control characters only', '\u0000\u001b\u202e\u2028'],
  ])('has %s: it is off anyway, and the name is a short line', async ([, name]) => {
    const stage = await setStage();
    const { portal, client, deliver, aws } = stage;
    const { clientId } = client;
    portal.faults.set('read', () => {
      const body = JSON.stringify({
        ...fieldsOf(clientId),
        name,
        enabled: portal.databaseEnabled(clientId),
      });
      return { kind: 'status', status: 200, contentType: 'application/json', body };
    });
    await deliver(alertFor(clientId));
    expect(stage.isOn()).toBe(false);
    expect(aws.published).toMatchObject([{ outcome: 'disabled' }]);
    expect(aws.published[0]?.client?.name?.length).toBeLessThanOrEqual(200);
    expectSafeOutput(stage);
  });
});

describe('on a terminal', () => {
  /** What the command prints of a client of that name, without the parts that differ by chance. */
  const shownFor = async (name: string): Promise<string[]> => {
    const { portal, env } = await openPortal({ seed: 'terminal' });
    const { clientId } = portal.addClient({ name });
    const reason = HOSTILE_NAME.slice(0, 900);
    const outputs: string[] = [];
    for (const argv of [
      ['status', clientId],
      ['disable', clientId, '--reason', reason, '--operator', name],
      ['disable', clientId, '--reason', reason, '--json'],
      ['enable', clientId, '--reason', reason, '--accept-unrotated-secret', '--verbose'],
    ]) {
      const { out, err } = await run(argv, { env });
      outputs.push(out, err);
    }
    return outputs;
  };

  test('a name and a reason move no cursor, end no line and forge no line', async () => {
    const [plain, hostile] = [await shownFor('Northwind CRM'), await shownFor(HOSTILE_NAME)];
    for (const [index, text] of hostile.entries()) {
      const lines = text.split('\n');
      for (const line of lines) expect(line).not.toMatch(CONTROL);
      expect(lines).toHaveLength(plain[index]?.split('\n').length ?? -1);
    }
  });
});

describe('an alert that names another portal', () => {
  test.for([
    'https://evil.example',
    'http://169.254.169.254/latest/meta-data',
    'https://127.0.0.1:1@evil.example',
    'https://example.onlyoffice.com.evil.example',
    'file:///etc/passwd',
    'javascript:fetch(1)',
  ])('%s: nobody is called, there or here', async (portalUrl) => {
    const stage = await setStage();
    const { portal, client, deliver, aws } = stage;
    await deliver(alertFor(client.clientId, { id: 'a' }));
    await portal.store.activate(client.clientId, true);
    portal.clearCalls();
    const alert = {
      ...alertFor(client.clientId, { id: 'b' }),
      detail: { clientId: client.clientId, portal: portalUrl },
    };
    await deliver(alert);
    expect(portal.calls).toEqual([]);
    expect(['refused', 'invalid']).toContain(aws.published.at(-1)?.outcome);
    expect(stage.isOn()).toBe(true);
    expectSafeOutput(stage);
  });
});
