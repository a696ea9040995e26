import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';
import { alertFor, rawAlert } from '../alerts.ts';
import { setStage } from '../stage.ts';

test('an array of alerts is answered in order, each with its own result', async () => {
  const { portal, invokeAll, published } = await setStage();
  const { crm, backup } = portal.clients;
  const results = await invokeAll([
    alertFor(crm.clientId, { id: 'a' }),
    rawAlert('nonsense', { id: 'b' }),
    alertFor(backup.clientId, { id: 'c', detail: { severity: 'low' } }),
  ]);
  expect(results.map((result) => result.outcome)).toEqual(['disabled', 'invalid', 'refused']);
  expect(published()).toEqual(results);
});

test('a client that two alerts of one array name is written once, and both alerts get a result', async () => {
  const { portal, invokeAll } = await setStage();
  const { clientId } = portal.clients.crm;
  const results = await invokeAll([alertFor(clientId, { id: 'a' }), alertFor(clientId, { id: 'b' })]);
  expect(results.map((result) => result.outcome)).toEqual(['disabled', 'already-disabled']);
  expect(results[1]).toMatchObject({
    client: { enabledBefore: false, enabledAfter: false },
    proof: { writes: [], basis: 'read-back' },
    timeToContainMs: null,
    warnings: ['shared-proof'],
  });
  expect(results[0]?.requestKey).not.toBe(results[1]?.requestKey);
  expect(portal.activationWrites(clientId)).toHaveLength(2);
});

test('another alert that comes after the first has ended confirms by a write of its own, whenever it was detected', async () => {
  const { portal, clock, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  const first = await invoke(alertFor(clientId, { id: 'a' }));
  clock.ms += 60_000;
  const before = await invoke(alertFor(clientId, { id: 'b' }));
  expect(before).toMatchObject({
    outcome: 'already-disabled',
    client: { enabledBefore: false, enabledAfter: false },
    proof: { writes: [{ enabled: false, status: 200 }], basis: 'read-back' },
    warnings: [],
  });
  expect(before.requestKey).not.toBe(first.requestKey);
  expect(portal.activationWrites(clientId)).toHaveLength(3);

  const later = new Date(clock.ms).toISOString();
  const after = await invoke(alertFor(clientId, { id: 'c', time: later }));
  expect(after).toMatchObject({
    outcome: 'already-disabled',
    proof: { writes: [{ status: 200 }] },
    warnings: [],
  });
  expect(portal.activationWrites(clientId)).toHaveLength(4);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('the same alert in another delivery is reported as it was, published again, and nothing is written', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  const first = await invoke(alert);
  const writes = portal.activationWrites().length;
  clock.ms += 60_000;
  expect(await invoke(alert)).toEqual(first);
  expect(published()).toEqual([first, first]);
  expect(portal.activationWrites()).toHaveLength(writes);
});

test('the same id from another source is another alert', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  const first = await invoke(alertFor(clientId));
  const other = await invoke(alertFor(clientId, { source: 'another.siem' }));
  expect(other).toMatchObject({ outcome: 'already-disabled', trigger: { source: 'another.siem' } });
  expect(other.requestKey).not.toBe(first.requestKey);
});

test('an array that is delivered again because of one failure reports the others as they were', async () => {
  const { portal, invokeAll, published } = await setStage();
  const { crm, backup } = portal.clients;
  const alerts = [alertFor(crm.clientId, { id: 'a' }), alertFor(backup.clientId, { id: 'b' })];
  portal.faults.set(
    'read',
    { kind: 'status', status: 403, contentType: 'application/problem+json', body: '{"detail":"denied"}' },
    { times: 1 },
  );
  await expect(invokeAll(alerts)).rejects.toThrow(RetryNeededError);
  const [, second] = published();
  const again = await invokeAll(alerts);
  expect(again.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled']);
  expect(again[1]).toEqual(second);
  expect(portal.activationWrites(backup.clientId)).toHaveLength(2);
});

test('in an array that is delivered again a proven result is reported again, and a held one only followed by a higher decision', async () => {
  const { portal, invoke, invokeAll, published } = await setStage({
    env: { BREAKER_LIMIT: '1' },
    portal: { rateLimit: Number.POSITIVE_INFINITY },
  });
  const { crm, backup, office } = portal.clients;
  const alerts = [
    alertFor(crm.clientId, { id: 'a' }),
    alertFor(backup.clientId, { id: 'b' }),
    alertFor(office.clientId, { id: 'c', detail: { severity: 'low' } }),
    alertFor(portal.addClient().clientId, { id: 'd' }),
  ];
  portal.faults.set(
    'read',
    () =>
      portal.activationWrites(crm.clientId).length > 0 && !portal.calls.at(-1)?.path.includes(crm.clientId)
        ? {
            kind: 'status',
            status: 403,
            contentType: 'application/problem+json',
            body: '{"detail":"denied"}',
          }
        : undefined,
    { skip: 3 },
  );
  await expect(invokeAll(alerts)).rejects.toThrow(RetryNeededError);
  const first = published();
  expect(first.map(({ outcome }) => outcome)).toEqual(['disabled', 'held', 'refused', 'failed']);
  portal.faults.clear();
  await invoke({ action: 'reset-breaker', reason: 'the alerts are right' });
  const again = await invokeAll(alerts);
  expect(again.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled', 'refused', 'held']);
  expect(again[0]).toEqual(first[0]);
  for (const [nth, result] of again.entries()) {
    const before = first[nth]?.decision ?? 0;
    if (result.outcome === first[nth]?.outcome) expect(result.decision ?? 0).toBeGreaterThanOrEqual(before);
    else if (result.outcome === 'disabled') expect(result.decision).toBeGreaterThan(before);
    expect(result.requestKey).toBe(first[nth]?.requestKey);
  }
  expect(portal.activationWrites(crm.clientId)).toHaveLength(2);
  expect(portal.databaseEnabled(backup.clientId)).toBe(false);
});

test('a proof is shared only with a client that is off still', async () => {
  const { portal, invokeAll } = await setStage();
  const { crm, backup } = portal.clients;
  let enabledAgain = false;
  portal.faults.set('read', () => {
    if (!enabledAgain && portal.activationWrites(backup.clientId).length > 0) {
      enabledAgain = true;
      portal.store.activate(crm.clientId, true);
    }
    return undefined;
  });
  const results = await invokeAll([
    alertFor(crm.clientId, { id: 'a' }),
    alertFor(backup.clientId, { id: 'b' }),
    alertFor(crm.clientId, { id: 'c' }),
  ]);
  expect(results[2]).toMatchObject({
    outcome: 'disabled',
    client: { enabledBefore: true, enabledAfter: false },
  });
  expect(results[2]?.warnings).not.toContain('shared-proof');
  expect(portal.databaseEnabled(crm.clientId)).toBe(false);
});

test('the same alert twice in one array is answered once, and its result is a copy', async () => {
  const { portal, invokeAll, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  const results = await invokeAll([alert, alert]);
  expect(results[1]).toEqual(results[0]);
  expect(published()).toHaveLength(1);
});

test.each<[string, Record<string, unknown>, string]>([
  ['of a low severity', { severity: 'low' }, 'refused'],
  ['that was only a drill', { dryRun: true }, 'dry-run'],
  ['about another portal', { portal: 'https://other.example.com' }, 'refused'],
])(
  'a copy %s does not answer for the alert itself: that is judged by what it says',
  async (_name, detail, outcome) => {
    const { portal, invokeAll } = await setStage();
    const { clientId } = portal.clients.crm;
    const results = await invokeAll([alertFor(clientId, { detail }), alertFor(clientId)]);
    expect(results.map((result) => result.outcome)).toEqual([outcome, 'disabled']);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  },
);

test('sharing a proof does not pass the guards by', async () => {
  const { portal, invokeAll } = await setStage();
  const { clientId } = portal.clients.crm;
  const results = await invokeAll([
    alertFor(clientId, { id: 'a' }),
    alertFor(clientId, { id: 'b', detail: { severity: 'low' } }),
  ]);
  expect(results.map((result) => result.outcome)).toEqual(['disabled', 'refused']);
});

test('one failed alert of an array throws at the end, after all others were answered', async () => {
  const { portal, invokeAll, published } = await setStage();
  const { crm, backup } = portal.clients;
  portal.faults.set(
    'read',
    { kind: 'status', status: 403, contentType: 'application/problem+json', body: '{"detail":"denied"}' },
    { times: 1 },
  );
  await expect(
    invokeAll([alertFor(crm.clientId, { id: 'a' }), alertFor(backup.clientId, { id: 'b' })]),
  ).rejects.toThrow(RetryNeededError);
  expect(published().map((result) => [result.outcome, result.final])).toEqual([
    ['failed', false],
    ['disabled', true],
  ]);
});

test('no alert of an array is started with less than 30 s left; the rest fail, not finally', async () => {
  const { portal, clock, invokeAll, published } = await setStage();
  const { crm, backup } = portal.clients;
  portal.faults.set(
    'read',
    () => {
      clock.ms += 25_000;
      return undefined;
    },
    { times: 1 },
  );
  await expect(
    invokeAll([alertFor(crm.clientId, { id: 'a' }), alertFor(backup.clientId, { id: 'b' })], 50_000),
  ).rejects.toThrow(RetryNeededError);
  expect(published()).toMatchObject([
    { outcome: 'disabled' },
    { outcome: 'failed', final: false, error: { name: 'DeadlineError' } },
  ]);
  expect(portal.activationWrites(backup.clientId)).toEqual([]);
});

for (const [what, payload] of [
  ['an empty array', []],
  ['an array of more than a hundred events', Array.from({ length: 101 }, () => ({}))],
] as const) {
  test(`${what} is one invalid result, and the portal is not called`, async () => {
    const { portal, invokeAll } = await setStage();
    const results = await invokeAll(payload);
    expect(results.map((result) => result.outcome)).toEqual(['invalid']);
    expect(portal.calls).toEqual([]);
  });
}

test('a request by hand inside an array is invalid: only a person may enable, and arrays come from a bus', async () => {
  const { portal, invokeAll } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  const results = await invokeAll([{ action: 'enable', clientId, reason: 'x', acceptUnrotatedSecret: true }]);
  expect(results.map((result) => result.outcome)).toEqual(['invalid']);
  expect(portal.calls).toEqual([]);
});

test('an alert whose result cannot be published logs the whole result and throws, although the client is off', async () => {
  const { portal, bus, invoke, logs } = await setStage();
  const { clientId } = portal.clients.crm;
  bus.on(PutEventsCommand).rejects(new Error('no such bus'));
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  const kept = logs.find((line) => line.code === 'KS300');
  expect(kept?.fields).toMatchObject({ result: { outcome: 'disabled', client: { clientId } } });
});

test('a request by hand whose result cannot be published still answers, and says so', async () => {
  const { portal, bus, invoke } = await setStage();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'disabled', warnings: ['result-not-published'] });
});

test('an alert waits for the rate limit until its deadline; a person gets an answer after 50 s', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const { clientId } = portal.clients.crm;
  portal.faults.set('activate', { kind: '429', resetNanoseconds: 4_000_000_000 });
  const start = clock.ms;
  const manual = await invoke({ clientId, reason: 'phishing' });
  expect(manual).toMatchObject({ outcome: 'failed', error: { name: 'DeadlineError' } });
  expect(clock.ms - start).toBeLessThanOrEqual(50_000);
  const second = clock.ms;
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  expect(clock.ms - second).toBeGreaterThan(500_000);
  expect(clock.ms - second).toBeLessThanOrEqual(590_000);
  expect(published().at(-1)?.warnings).toContain('rate-limited');
});
