import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { ALERT_DETAIL_TYPE } from '../../lambda/contract/alert-event.ts';
import { RESULT_DETAIL_TYPE, RESULT_SOURCE } from '../../lambda/contract/result.ts';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';
import { alertFor, rawAlert } from '../alerts.ts';
import { silentLedger } from '../ledgers.ts';
import { setStage } from '../stage.ts';

const UNKNOWN = '0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e';

test('an alert disables the client, proves it, and puts the result on the bus', async () => {
  const { portal, invoke, published, counted } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'disabled',
    final: true,
    trigger: { type: 'alert', severity: 'high', source: 'security.alerts' },
    client: { clientId, name, enabledBefore: true, enabledAfter: false },
    proof: { basis: 'read-back', writes: [{ status: 200 }, { status: 200 }] },
    alertAgeMs: 2_000,
    warnings: [],
  });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(published()).toEqual([result]);
  expect(counted).toEqual([result]);
});

test('a result event carries the source and detail-type that consumers subscribe to, and no alert carries them', async () => {
  const { portal, bus, invoke } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
  expect(entry).toMatchObject({
    Source: RESULT_SOURCE,
    DetailType: RESULT_DETAIL_TYPE,
    EventBusName: 'security',
  });
  expect(RESULT_DETAIL_TYPE).not.toBe(ALERT_DETAIL_TYPE);
});

test('before the first write come the key, the token exchange and one read, and nothing else', async () => {
  const { portal, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  expect(portal.calls.map((call) => call.operation)).toEqual([
    'token',
    'read',
    'activate',
    'activate',
    'read',
  ]);
});

test('a warm function goes straight to the read: key and signature are in memory', async () => {
  const { portal, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  portal.clearCalls();
  await invoke(alertFor(portal.clients.backup.clientId));
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  expect(portal.calls.map((call) => call.operation)).toEqual(['read', 'activate', 'activate', 'read']);
});

test('a client that is off already gets one confirming write and a read-back', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'already-disabled',
    client: { enabledBefore: false, enabledAfter: false },
    proof: { writes: [{ status: 200 }], basis: 'read-back' },
  });
});

test('a person disables by hand with an id and a reason, and the answer is the published result', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.clients.crm;
  const result = await invoke({ clientId, reason: 'phishing report 4711' });
  expect(result).toMatchObject({
    outcome: 'disabled',
    action: 'disable',
    trigger: { type: 'manual', reason: 'phishing report 4711', eventId: null },
    timeline: { detectedAt: null },
    alertAgeMs: null,
  });
  expect(published()).toEqual([result]);
});

test('a person enables by hand: one write, read back on, and the result names what came back to life', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  const result = await invoke({
    action: 'enable',
    clientId,
    reason: 'secret rotated',
    acceptUnrotatedSecret: true,
  });
  expect(result).toMatchObject({
    outcome: 'enabled',
    client: { enabledBefore: false, enabledAfter: true },
    proof: { writes: [{ status: 200 }], basis: 'read-back' },
    timeline: { containedAt: null },
    warnings: ['secret-rotation-unknown'],
  });
  expect(result.residualAccess.map((access) => access.what).join()).toContain('refresh tokens');
  expect(published()).toEqual([result]);
});

test('an enable of unknown fate that can not be put off again does not claim that it was', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  portal.faults.set('activate', (nth) => (nth === 0 ? { kind: 'reset-after' } : { kind: 'reset-before' }));
  const result = await invoke({
    action: 'enable',
    clientId,
    reason: 'all clear',
    acceptUnrotatedSecret: true,
  });
  expect(portal.databaseEnabled(clientId)).toBe(true);
  expect(result).toMatchObject({ outcome: 'failed', client: { enabledAfter: null } });
  expect(result.summary).toMatch(/could not be enabled, and the enabling write may still take effect\.$/);
  expect(result.residualAccess[0]?.what).toContain('treat it as still on');
});

test('enabling a client that is on writes nothing, and is news: the ledger knows it as restored', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({
    action: 'enable',
    clientId: portal.clients.crm.clientId,
    reason: 'all clear',
    acceptUnrotatedSecret: true,
  });
  expect(result).toMatchObject({
    outcome: 'already-enabled',
    client: { enabledBefore: true },
    proof: { writes: [] },
    warnings: [],
  });
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([result]);
});

test('an enable that does not accept the old secret is refused where nobody can know it was changed, and nothing is written', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.addClient({ enabled: false });
  const result = await invoke({ action: 'enable', clientId, reason: 'all clear' });
  expect(result).toMatchObject({
    outcome: 'refused',
    guard: { name: 'unrotated-secret' },
    client: { enabledBefore: false, enabledAfter: null },
  });
  expect(result.nextSteps).toEqual([
    'Regenerating alone will not pass this: regenerate it if it may be stolen, then ask with "acceptUnrotatedSecret": true (local command: --accept-unrotated-secret).',
  ]);
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});

test('an enable with the very secret of the containment is refused, and a new secret is all that it needs', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  const writes = portal.activationWrites().length;
  const enable = { action: 'enable', clientId, reason: 'all clear' };
  expect(await invoke(enable)).toMatchObject({
    guard: { name: 'unrotated-secret' },
    nextSteps: ["Regenerate the client's secret in DocSpace, then enable it again."],
  });
  expect(portal.activationWrites()).toHaveLength(writes);
  await portal.store.regenerate(clientId, 'new');
  expect(await invoke(enable)).toMatchObject({ outcome: 'enabled', warnings: [] });
});

test('enabling with the very secret of the containment says so', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  const result = await invoke({
    action: 'enable',
    clientId,
    reason: 'false alarm',
    acceptUnrotatedSecret: true,
  });
  expect(result).toMatchObject({ outcome: 'enabled', warnings: ['secret-not-rotated'] });
});

test('a list names what is contained, since when, why and by whom; the portal is not called', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  portal.clearCalls();
  clock.ms += 60_000;
  const result = await invoke({ action: 'list' });
  expect(result).toMatchObject({ outcome: 'listed', action: 'list', final: true, client: null });
  expect(result.clients).toEqual([
    {
      clientId,
      name,
      state: 'contained',
      since: disabled.timeline.containedAt,
      by: {
        type: 'alert',
        alertId: disabled.trigger.alertId,
        source: 'security.alerts',
        operator: null,
        reason: 'token used from two countries',
      },
      reviewBy: expect.stringMatching(/^2026-02-01T03:00:0/),
      reviewDue: false,
    },
  ]);
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([disabled]);
});

test('a reset of the breaker lets alerts act again, names who is held, is published, and calls no portal', async () => {
  const { portal, invoke, published } = await setStage({ env: { BREAKER_LIMIT: '1' } });
  const { crm, backup, office } = portal.clients;
  await invoke(alertFor(crm.clientId, { id: 'a' }));
  const held = await invoke(alertFor(backup.clientId, { id: 'b' }));
  expect(held).toMatchObject({ outcome: 'held', final: true, guard: { name: 'breaker-open' } });
  expect(portal.activationWrites(backup.clientId)).toEqual([]);
  portal.clearCalls();

  const result = await invoke({ action: 'reset-breaker', reason: 'the alerts were right' });
  expect(result).toMatchObject({
    outcome: 'breaker-reset',
    action: 'reset-breaker',
    trigger: { type: 'manual', reason: 'the alerts were right' },
    clients: [{ clientId: backup.clientId, state: 'held' }],
  });
  expect(result.nextSteps.join()).toContain(backup.clientId);
  expect(portal.calls).toEqual([]);
  expect(published().at(-1)).toEqual(result);
  expect(portal.databaseEnabled(backup.clientId)).toBe(true);
  expect((await invoke(alertFor(office.clientId, { id: 'c' }))).outcome).toBe('disabled');
});

test('a contained client that somebody put on again has drifted: told once, and left to a person', async () => {
  const { portal, clock, invoke, published, counted } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  portal.clearCalls();

  const watched = await invoke({ schedule: 'watch' });
  expect(watched).toMatchObject({ outcome: 'listed', action: 'watch', trigger: { type: 'schedule' } });
  const drifted = published().at(-1);
  expect(drifted).toMatchObject({
    outcome: 'drifted',
    action: 'watch',
    final: true,
    client: { clientId, name, enabledBefore: true, enabledAfter: null },
    decision: disabled.decision,
    containment: {
      state: 'contained',
      since: disabled.timeline.containedAt,
      by: { alertId: disabled.trigger.alertId },
    },
    proof: { writes: [], basis: 'none' },
  });
  expect(drifted?.residualAccess[0]?.what).toContain('treat it as still on');
  expect(counted.slice(-2)).toEqual([drifted, watched]);
  expect(portal.activationWrites()).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);

  clock.ms += 5 * 60_000;
  await invoke({ schedule: 'watch' });
  expect(published()).toEqual([disabled, drifted]);
});

test('the watch finds a contained client off and is quiet', async () => {
  const { portal, clock, invoke, published, opened } = await setStage();
  const disabled = await invoke(alertFor(portal.clients.crm.clientId));
  clock.ms += 6 * 60_000;
  portal.clearCalls();
  expect((await invoke({ schedule: 'watch' })).outcome).toBe('listed');
  expect(portal.calls.filter(({ operation }) => operation !== 'token')).toMatchObject([
    { operation: 'read' },
  ]);
  expect(published()).toEqual([disabled]);
  expect(opened).toEqual([{ contained: 1, drifted: 0, held: 0, notSeen: 0, reviewDue: 0, unproven: 0 }]);
});

test.for([{ action: 'list' }, { action: 'reset-breaker', reason: 'x' }, { schedule: 'watch' }])(
  'without the ledger %j fails, is not published, and the portal is not called',
  async (payload) => {
    const { portal, invoke, published, logs } = await setStage({
      dependencies: { ledger: silentLedger() },
    });
    const result = await invoke(payload);
    expect(result).toMatchObject({
      outcome: 'failed',
      final: true,
      error: { name: 'LedgerError', message: 'the ledger does not answer', retryable: true },
    });
    expect([portal.calls, published()]).toEqual([[], []]);
    expect(logs).toContainEqual({ code: 'KS400', fields: expect.objectContaining({ fault: 'Error' }) });
  },
);

test('status without the ledger shows what the portal shows, and says what is missing', async () => {
  const { portal, invoke, logs } = await setStage({ dependencies: { ledger: silentLedger() } });
  const { clientId } = portal.clients.crm;
  const result = await invoke({ action: 'status', clientId });
  expect(result).toMatchObject({
    outcome: 'status',
    client: { enabledBefore: true },
    decision: null,
    warnings: ['ledger-unavailable'],
  });
  expect(logs).toContainEqual({ code: 'KS400', fields: expect.objectContaining({ clientId }) });
});

test('status of a client that was contained shows since when, why and by whom', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  const result = await invoke({ action: 'status', clientId });
  expect(result).toMatchObject({
    outcome: 'status',
    decision: disabled.decision,
    containment: { state: 'contained', since: disabled.timeline.containedAt, by: { type: 'alert' } },
  });
});

test('where the settings say so, the watch puts a drifted client off again and proves it', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  await invoke({ schedule: 'watch' });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(published()).toEqual([
    disabled,
    expect.objectContaining({
      outcome: 'disabled',
      action: 'watch',
      warnings: ['disabled-after-drift'],
      decision: (disabled.decision ?? 0) + 1,
    }),
  ]);
});

test('a drifted client that the watch can not put off is told as such, with what to do about the client', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  const contentType = 'application/problem+json';
  portal.faults.set('activate', { kind: 'status', status: 403, contentType, body: '{}' });
  await invoke({ schedule: 'watch' });
  const told = published().at(-1);
  expect(told).toMatchObject({
    outcome: 'failed',
    action: 'watch',
    client: { clientId, enabledBefore: true },
  });
  expect(told?.summary).toMatch(new RegExp(`^OAuth2 client ${clientId} of .* could not be disabled\\.$`));
  expect(told?.nextSteps.join()).toContain('treat the client as on');
  expect(told?.residualAccess[0]?.what).toContain('treat it as still on');
});

test('one client that the portal does not show readably does not hide the others from the watch', async () => {
  const { portal, clock, invoke, published } = await setStage();
  const { crm, backup } = portal.clients;
  await invoke(alertFor(crm.clientId, { id: 'a' }));
  clock.ms += 1_000;
  await invoke(alertFor(backup.clientId, { id: 'b' }));
  clock.ms += 6 * 60_000;
  await portal.store.activate(backup.clientId, true);
  portal.faults.set('read', () =>
    portal.calls.at(-1)?.path.includes(crm.clientId) === true ? { kind: 'truncated-json' } : undefined,
  );
  for (let runs = 1; runs <= 2; runs += 1) {
    await invoke({ schedule: 'watch' });
    clock.ms += 5 * 60_000;
  }
  expect(published().at(-1)).toMatchObject({ outcome: 'drifted', client: { clientId: backup.clientId } });
});

test('status shows the state, writes nothing and publishes nothing', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ action: 'status', clientId: portal.clients.crm.clientId });
  expect(result).toMatchObject({ outcome: 'status', client: { enabledBefore: true, enabledAfter: null } });
  expect(result.summary).toContain('is on');
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});

test('an alert marked as a drill reads the real state and writes nothing', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(portal.clients.crm.clientId, { detail: { dryRun: true } }));
  expect(result).toMatchObject({
    outcome: 'dry-run',
    final: true,
    client: { enabledBefore: true, enabledAfter: null },
  });
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toHaveLength(1);
});

test('the setting dry-run makes a drill of every alert, and of no request by hand', async () => {
  const { portal, invoke } = await setStage({ env: { MODE: 'dry-run' } });
  const { clientId } = portal.clients.crm;
  expect((await invoke(alertFor(clientId))).outcome).toBe('dry-run');
  expect(portal.activationWrites()).toEqual([]);
  expect((await invoke({ clientId, reason: 'phishing' })).outcome).toBe('disabled');
});

test('a dry run by hand obeys its own word', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'drill', dryRun: true });
  expect(result.outcome).toBe('dry-run');
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});

test('a refused alert is published, is final, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(portal.clients.crm.clientId, { detail: { severity: 'low' } }));
  expect(result).toMatchObject({ outcome: 'refused', final: true, guard: { name: 'below-severity' } });
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([result]);
});

test('an unknown client is not found: final, without a retry, without a write', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(alertFor(UNKNOWN));
  expect(result).toMatchObject({
    outcome: 'not-found',
    final: true,
    client: { clientId: UNKNOWN, enabledBefore: null },
  });
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([result]);
});

test('what the key of a plain user cannot see is not believed to be gone: it fails, and the advice names the role', async () => {
  const { portal, invoke, secrets, published, ledger } = await setStage();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  const { clientId } = portal.clients.crm;
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  const [result] = published();
  expect(result).toMatchObject({
    outcome: 'failed',
    final: false,
    error: { name: 'NotFoundUnprovenError' },
    client: { enabledBefore: null, enabledAfter: null },
  });
  expect(result?.error?.message).toContain('not shown to be a DocSpace admin');
  expect(JSON.stringify(result)).not.toContain('@');
  expect(portal.activationWrites()).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);
  expect(await ledger.readClient(clientId, { withinMs: 1_000 })).toBeUndefined();
  // A person is told what the portal said, and the same doubt.
  const byHand = await invoke({ clientId, reason: 'phishing' });
  expect(byHand.outcome).toBe('not-found');
  expect(byHand.nextSteps.join()).toContain('not a DocSpace admin');
});

test('an id that begins with feed fails loudly: the gateway’s 404 says nothing about the client', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.addClient({ clientId: 'feed0000-1bd3-47d5-94c6-be2d3570e168' });
  const result = await invoke({ clientId, reason: 'phishing' });
  expect(result.outcome).toBe('failed');
  expect(result.nextSteps.join()).toContain('feed');
});

test('an invalid alert is published without a client, is final, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke(rawAlert('not-a-uuid'));
  expect(result).toMatchObject({ outcome: 'invalid', final: true, client: null, action: null });
  expect(result.error?.message).toContain('detail.clientId must be a UUID');
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([result]);
});

test('an invalid alert that names one client says which one stays as it is', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  const result = await invoke(rawAlert(clientId, { detail: { severity: 'severe', alertId: 'case-1' } }));
  expect(result).toMatchObject({ outcome: 'invalid', client: { clientId }, trigger: { alertId: 'case-1' } });
  expect(portal.calls).toEqual([]);
});

test('an invalid request by hand is answered, not published, and the portal is not called', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'x', dryrun: true });
  expect(result).toMatchObject({ outcome: 'invalid', client: null });
  expect(result.error?.message).toContain('"dryrun"');
  expect(result.nextSteps.length).toBeGreaterThan(3);
  expect(portal.calls).toEqual([]);
  expect(published()).toEqual([]);
});

test('an alert that fails publishes a result that is not final, and throws for the retry', async () => {
  const { portal, handler, invoke, published } = await setStage();
  await portal.goDown();
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(published()).toMatchObject([{ outcome: 'failed', final: false, error: { retryable: true } }]);
  expect(handler).toBeDefined();
});

test('the retry of a failed alert has the same request key and another result id', async () => {
  const { portal, invoke, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  await portal.goDown();
  await expect(invoke(alert)).rejects.toThrow(RetryNeededError);
  await portal.comeBack();
  await invoke(alert);
  const [failed, disabled] = published();
  expect(disabled).toMatchObject({ outcome: 'disabled', requestKey: failed?.requestKey });
  expect(disabled?.resultId).not.toBe(failed?.resultId);
});

test('a write that the portal accepts and does not keep is unverified: treat the client as on', async () => {
  const { portal, invoke, published } = await setStage();
  portal.faults.set('activate', { kind: 'status', status: 200 });
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  const [result] = published();
  expect(result).toMatchObject({
    outcome: 'unverified',
    final: false,
    client: { enabledAfter: true },
    error: { name: 'Contradicted' },
    timeline: { verifiedAt: null },
  });
  expect(result?.proof.writes).toHaveLength(4);
  expect(result?.residualAccess[0]?.what).toContain('treat it as still on');
});

test('a person whose request fails gets the result, never an exception', async () => {
  const { portal, invoke } = await setStage();
  await portal.goDown();
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'failed', final: true });
});

test('without a usable key an alert fails with the command that stores one, and the portal is not called', async () => {
  const { portal, invoke, published, secrets } = await setStage();
  secrets
    .on(GetSecretValueCommand)
    .rejects(new ResourceNotFoundException({ message: 'no value', $metadata: {} }));
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(published()[0]?.error?.message).toContain('aws secretsmanager put-secret-value');
  expect(portal.calls).toEqual([]);
});

test('a key that was rotated while the function was warm is fetched afresh, once', async () => {
  const { portal, clock, invoke, secrets } = await setStage();
  await invoke(alertFor(portal.clients.crm.clientId));
  const rotated = portal.addKey('admin');
  portal.revokeKey(portal.keys.admin);
  secrets.on(GetSecretValueCommand).resolves({ SecretString: rotated });
  clock.ms += 4.5 * 60_000;
  const result = await invoke(alertFor(portal.clients.backup.clientId));
  expect(result.outcome).toBe('disabled');
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2);
});

test('a refused key fails and says what to look at', async () => {
  const { portal, invoke } = await setStage({ secret: `sk-${'0'.repeat(64)}` });
  const result = await invoke({ clientId: portal.clients.crm.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'failed', error: { name: 'KeyRefusedError', retryable: false } });
  expect(portal.activationWrites()).toEqual([]);
});
