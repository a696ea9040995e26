import { clearCaches } from '@aws-lambda-powertools/parameters';
import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ResultSchema } from '../../lambda/contract/result.ts';
import { recordOf } from '../lambda/ledger-records.ts';
import { openPortal, run } from './fake-terminal.ts';

const json = (out: string) => ResultSchema.parse(JSON.parse(out));

const TABLE = { LEDGER_TABLE: 'ledger', AWS_REGION: 'eu-central-1' };

/** A table that holds these records, and refuses no write. */
const tableOf = (...records: ReturnType<typeof recordOf>[]) => {
  clearCaches();
  const table = mockClient(DynamoDBClient);
  onTestFinished(() => table.restore());
  const items = records.map((record) => marshall({ kind: 'client', id: record.clientId, ...record }));
  table.onAnyCommand().resolves({});
  table.on(QueryCommand).resolves({ Items: items });
  table.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
    const asked = JSON.stringify(RequestItems);
    return {
      Responses: { ledger: items.filter((_, index) => asked.includes(records[index]?.clientId ?? '')) },
    };
  });
  return table;
};

const SINCE = '2026-01-31T03:00:00.000Z';

const by = {
  type: 'alert' as const,
  alertId: 'a-1',
  source: 'siem',
  operator: null,
  reason: 'secret leaked',
};

describe('list', () => {
  test("prints a table of the stack's ledger, the urgent ones first", async () => {
    const { env } = await openPortal();
    tableOf(
      recordOf({ name: 'Quiet app', state: 'contained', firstWriteAt: SINCE, reviewBy: SINCE, by }),
      recordOf({
        clientId: 'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f',
        name: 'Left on',
        held: { since: SINCE, by },
      }),
    );
    const { code, out, err } = await run(['list'], { env: { ...env, ...TABLE } });
    expect([code, err]).toEqual([0, '']);
    const [, ...lines] = out.split('\n');
    expect(lines[0]).toMatch(/^listed {2}OAuth2 clients of .* contained, held or drifted: 2\.$/m);
    expect(lines[2]).toMatch(
      /^ {2}held +2026-01-31 03:00 UTC +f0e1d2c3-\S+ +Left on +alert siem .*secret leaked$/m,
    );
    expect(lines[3]).toMatch(/^ {2}contained .* Quiet app .* due since 2026-01-31 03:00 UTC/m);
    expect(out).toMatch(/next +To disable it by hand: .*f0e1d2c3/);
  });

  test('on the embedded portal says that it does not know earlier runs', async () => {
    const { code, out, err } = await run(['list']);
    expect(code).toBe(0);
    expect(err).toBe('note: the embedded portal and its ledger begin anew with each run\n');
    expect(out).toMatch(/^embedded portal .*\nlisted {2}No OAuth2 client of /m);
  });

  test('a table that does not answer is a failure, not an empty list', async () => {
    const { env } = await openPortal();
    const fault = Object.assign(new Error('arn:aws:…'), { name: 'ResourceNotFoundException' });
    tableOf().on(QueryCommand).rejects(fault);
    const { code, out } = await run(['list', '--json'], { env: { ...env, ...TABLE } });
    expect(code).toBe(1);
    expect(json(out)).toMatchObject({
      outcome: 'failed',
      error: { name: 'LedgerError', message: 'the ledger does not answer (ResourceNotFoundException)' },
    });
  });
});

test('reset-breaker needs a reason, and says what is still held', async () => {
  const { env } = await openPortal();
  tableOf(recordOf({ held: { since: SINCE, by } }));
  const withTable = { env: { ...env, ...TABLE } };
  expect((await run(['reset-breaker'], withTable)).code).toBe(2);
  const { code, out } = await run(['reset-breaker', '--reason', 'drill', '--json'], withTable);
  expect(code).toBe(0);
  expect(json(out)).toMatchObject({ outcome: 'breaker-reset', clients: [{ state: 'held' }] });
});

test('rotate needs a reason, gives a new secret to a client that is off, and notes what it does not know', async () => {
  const { portal, env } = await openPortal();
  const { clientId, clientSecret } = portal.addClient({ enabled: false });
  expect((await run(['rotate', clientId], { env })).code).toBe(2);
  expect(portal.calls).toEqual([]);
  const { code, out, err } = await run(['rotate', clientId, '--reason', 'drill', '--json'], { env });
  expect(code).toBe(0);
  expect(json(out)).toMatchObject({ outcome: 'rotated' });
  expect(err).toMatch(/^note: without LEDGER_TABLE/m);
  const row = portal.store.row(clientId);
  expect(row?.enabled).toBe(false);
  expect(row?.clientSecret).not.toBe(clientSecret);
});

describe('enable', () => {
  test('without a table is refused, since it is unknown whether the secret was changed', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    const { code, out, err } = await run(['enable', clientId, '--reason', 'drill'], { env });
    expect([code, portal.activationWrites()]).toEqual([3, []]);
    expect(out).toMatch(/guard +unrotated-secret: it cannot be known/);
    expect(err).toMatch(/^note: without LEDGER_TABLE/m);
  });

  test('with --rotate-secret first gives the client a new secret, which is printed nowhere', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    const options = ['--reason', 'drill', '--rotate-secret', '--json'];
    const { code, out, err } = await run(['enable', clientId, ...options], { env });
    expect([code, json(out).outcome]).toEqual([0, 'enabled']);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    const secret = portal.store.row(clientId)?.clientSecret;
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    expect(out + err).not.toContain(secret);
  });

  test('with a table that knows an older secret enables', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    tableOf(recordOf({ clientId, state: 'contained', fingerprint: 'of another secret' }));
    const options = ['--reason', 'drill', '--json'];
    const { code, out } = await run(['enable', clientId, ...options], {
      env: { ...env, ...TABLE },
    });
    expect([code, json(out).outcome, json(out).warnings]).toEqual([0, 'enabled', []]);
  });
});

test("a table without a portal is refused: the embedded portal must not act on the stack's ledger", async () => {
  const { code, err } = await run(['list'], { env: TABLE });
  expect([code, err]).toEqual([
    2,
    'error: LEDGER_TABLE is set, but PORTAL_URL is not: set both, or neither for the embedded portal\n',
  ]);
});

describe('on a real portal, without a table', () => {
  test.each([
    ['list', ['list'], 'there is no ledger to list here'],
    ['list --json', ['list', '--json'], 'there is no ledger to list here'],
    ['reset-breaker', ['reset-breaker', '--reason', 'drill'], 'there is no circuit breaker to reset here'],
  ])('%s exits 2 instead of a false answer', async (_what, argv, problem) => {
    const { portal, env } = await openPortal();
    const { code, out, err } = await run(argv, { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `error: ${problem}: set LEDGER_TABLE to the stack's table, or ask the function with --stack <name>\n`,
    );
    expect(portal.calls).toEqual([]);
  });

  test.each([
    ['{"action":"list"}', 'list'],
    ['{"action":"reset-breaker","reason":"drill"}', 'reset'],
    ['{"schedule":"watch"}', 'watch'],
  ])('%s from a file is refused, too', async (stdin, verb) => {
    const { env } = await openPortal();
    const { code, out, err } = await run(['event', '-'], { env, stdin });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^error: there is no .* to ${verb} here: set LEDGER_TABLE`));
  });

  test("a check says that it does not use the stack's ledger", async () => {
    const { env } = await openPortal();
    const { code, err } = await run(['check'], { env });
    expect([code, err.slice(0, 26)]).toEqual([0, 'note: without LEDGER_TABLE']);
  });
});

test('reset-breaker on the embedded portal holds, with the note', async () => {
  const { code, out, err } = await run(['reset-breaker', '--reason', 'drill']);
  expect([code, out.split('\n')[1]?.slice(0, 13)]).toEqual([0, 'breaker-reset']);
  expect(err).toContain('note: the embedded portal and its ledger begin anew');
});

describe('the region of the table', () => {
  const onMachineWithout = () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
  };

  test.each([
    ['list', ['list']],
    ['disable', ['disable', '6c7cf17b-1bd3-47d5-94c6-be2d3570e168', '--reason', 'drill']],
  ])('%s exits 2 where it is missing, before anything runs', async (_what, argv) => {
    onMachineWithout();
    const { portal, env } = await openPortal();
    const { code, out, err } = await run(argv, { env: { ...env, LEDGER_TABLE: 'ledger' } });
    expect([code, out, portal.calls]).toEqual([2, '', []]);
    expect(err).toBe(
      'error: LEDGER_TABLE is set, but no valid AWS region: set AWS_REGION to the region of the stack, such as eu-central-1\n',
    );
  });

  test.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('%s gives it', async (name) => {
    onMachineWithout();
    const { env } = await openPortal();
    const table = tableOf();
    expect(
      await run(['list'], { env: { ...env, LEDGER_TABLE: 'ledger', [name]: 'eu-central-1' } }),
    ).toMatchObject({ code: 0, err: '' });
    expect(table.commandCalls(QueryCommand)).toHaveLength(1);
  });
});
