import { clearCaches } from '@aws-lambda-powertools/parameters';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ResultSchema } from '../../../lambda/results/result.ts';
import { recordOf } from '../../lambda/ledger-records.ts';
import { openPortal, run } from './fake-terminal.ts';

const json = (out: string) => ResultSchema.parse(JSON.parse(out));

/** A table that holds these records, and refuses no write. */
const tableOf = (...records: ReturnType<typeof recordOf>[]) => {
  clearCaches();
  const table = mockClient(DynamoDBClient);
  onTestFinished(() => table.restore());
  const items = records.map((record) => marshall({ kind: 'client', id: record.clientId, ...record }));
  table.onAnyCommand().resolves({});
  table.on(QueryCommand).resolves({ Items: items });
  for (const [index, record] of records.entries()) {
    const Key = marshall({ kind: 'client', id: record.clientId });
    const Item = items[index];
    if (Item !== undefined) table.on(GetItemCommand, { Key }).resolves({ Item });
  }
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
  test('prints a table of the stack’s ledger, the urgent ones first', async () => {
    const { env } = await openPortal();
    tableOf(
      recordOf({ name: 'Quiet app', state: 'contained', containedAt: SINCE, reviewBy: SINCE, by }),
      recordOf({
        clientId: 'f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f',
        name: 'Left on',
        held: { since: SINCE, by },
      }),
    );
    const { code, out, err } = await run(['list'], { env: { ...env, LEDGER_TABLE: 'ledger' } });
    expect([code, err]).toEqual([0, '']);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^listed {2}OAuth2 clients of .* contained, held or drifted: 2\.$/);
    expect(lines[2]).toMatch(
      /^ {2}held +2026-01-31 03:00 UTC +f0e1d2c3-\S+ +Left on +alert siem .*secret leaked$/,
    );
    expect(lines[3]).toMatch(/^ {2}contained .* Quiet app .* due since 2026-01-31 03:00 UTC/);
    expect(out).toMatch(/next +To disable it by hand: .*f0e1d2c3/);
  });

  test('without a table says that it knows nothing of earlier runs', async () => {
    const { env } = await openPortal();
    const { code, out, err } = await run(['list'], { env });
    expect([code, err]).toEqual([
      0,
      'note: without LEDGER_TABLE the memory is of this process only: it knows of no earlier disable\n',
    ]);
    expect(out).toMatch(/^listed {2}No OAuth2 client of /);
  });

  test('a table that does not answer is a failure, not an empty list', async () => {
    const { env } = await openPortal();
    const fault = Object.assign(new Error('arn:aws:…'), { name: 'ResourceNotFoundException' });
    tableOf().on(QueryCommand).rejects(fault);
    const { code, out } = await run(['list', '--json'], { env: { ...env, LEDGER_TABLE: 'ledger' } });
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
  const withTable = { env: { ...env, LEDGER_TABLE: 'ledger' } };
  expect((await run(['reset-breaker'], withTable)).code).toBe(2);
  const { code, out } = await run(['reset-breaker', '--reason', 'drill', '--json'], withTable);
  expect(code).toBe(0);
  expect(json(out)).toMatchObject({ outcome: 'breaker-reset', clients: [{ state: 'held' }] });
});

describe('enable', () => {
  test('without a table is refused, since nobody knows whether the secret was changed', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    const { code, out, err } = await run(['enable', clientId, '--reason', 'drill'], { env });
    expect([code, portal.activationWrites()]).toEqual([3, []]);
    expect(out).toMatch(/guard +unrotated-secret: it can not be known/);
    expect(err).toMatch(/^note: without LEDGER_TABLE/);
  });

  test('with a table that knows an older secret enables', async () => {
    const { portal, env } = await openPortal();
    const { clientId } = portal.addClient({ enabled: false });
    tableOf(recordOf({ clientId, state: 'contained', fingerprint: 'of another secret' }));
    const options = ['--reason', 'drill', '--json'];
    const { code, out } = await run(['enable', clientId, ...options], {
      env: { ...env, LEDGER_TABLE: 'ledger' },
    });
    expect([code, json(out).outcome, json(out).warnings]).toEqual([0, 'enabled', []]);
  });
});

test('a table without a portal is a slip: the embedded portal must not act on the stack’s memory', async () => {
  const { code, err } = await run(['list'], { env: { LEDGER_TABLE: 'ledger' } });
  expect([code, err]).toEqual([
    2,
    'error: LEDGER_TABLE is set, but PORTAL_URL is not: set both, or neither for the embedded portal\n',
  ]);
});
