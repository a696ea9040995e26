import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import type { FaultName, PlaceName } from '../../faults/matrix/portal-faults.ts';
import { setFaultyStage } from '../../faulty-stage.ts';
import { inShort } from '../../honest-result.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';

const enable = (clientId: string, extra: Record<string, unknown> = {}) => ({
  action: 'enable',
  clientId,
  reason: 'case 4711 closed',
  ...extra,
});

const byHand = (action: 'disable' | 'enable', clientId: string, extra: Record<string, unknown> = {}) => ({
  action,
  clientId,
  reason: 'case 4711',
  ...extra,
});

describe('a safe restore', () => {
  test('is refused while the secret is the one of the containment, and works once it was regenerated', async () => {
    const { invoke, portal, clock } = await setStage();
    const { clientId } = portal.clients.crm;
    expect((await invoke(alertFor(clientId))).outcome).toBe('disabled');
    const writes = portal.activationWrites().length;
    expect(await invoke(enable(clientId))).toMatchObject({
      outcome: 'refused',
      guard: { name: 'unrotated-secret' },
    });
    expect(portal.activationWrites().length).toBe(writes);
    await portal.store.regenerate(clientId, 'a new secret');
    expect(await invoke(enable(clientId))).toMatchObject({ outcome: 'enabled', decision: 2 });
    expect(portal.databaseEnabled(clientId)).toBe(true);

    const again = await invoke(alertFor(clientId));
    expect(again).toMatchObject({ outcome: 'refused', guard: { name: 'restored-since-alert' } });
    clock.ms += 60_000;
    const newer = alertFor(clientId, { id: 'another', time: new Date(clock.ms).toISOString() });
    expect(await invoke(newer)).toMatchObject({ outcome: 'disabled', decision: 3 });
  });

  test('is refused while the ledger does not answer, and the portal is not written to', async () => {
    const { invoke, portal } = await setStage({ dependencies: { ledger: silentLedger() } });
    const { clientId } = portal.addClient({ enabled: false });
    expect(await invoke(enable(clientId, { acceptUnrotatedSecret: true }))).toMatchObject({
      outcome: 'refused',
      guard: { name: 'ledger-unavailable' },
    });
    expect(portal.activationWrites()).toEqual([]);
  });
});

describe('a ledger that does not answer', () => {
  test('never keeps an alert from disabling', async () => {
    const { invoke, portal } = await setStage({ dependencies: { ledger: silentLedger() } });
    const { clientId } = portal.clients.crm;
    expect(await invoke(alertFor(clientId))).toMatchObject({
      outcome: 'disabled',
      warnings: ['ledger-unavailable'],
    });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });
});

test('an alert that comes again is reported as it was', async () => {
  const { invoke, portal, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  const first = await invoke(alert);
  const writes = portal.activationWrites().length;
  expect(await invoke(alert)).toEqual(first);
  expect(portal.activationWrites().length).toBe(writes);
  expect(published()).toEqual([first, first]);
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

test('an enable whose effect is unknown and that cannot be taken back does not claim that it was', async () => {
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
    'Regenerating it in DocSpace will not pass this: ask with "rotateSecret": true (command: --rotate-secret); or, if it cannot be stolen, with "acceptUnrotatedSecret": true (command: --accept-unrotated-secret).',
  ]);
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});

test('an enable with the same secret as at the containment is refused, and a new secret is all that it needs', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  const writes = portal.activationWrites().length;
  const enable = { action: 'enable', clientId, reason: 'all clear' };
  expect(await invoke(enable)).toMatchObject({
    guard: { name: 'unrotated-secret' },
    nextSteps: [
      'Ask again with "rotateSecret": true (command: --rotate-secret); or regenerate the client\'s secret in DocSpace, then enable it again.',
    ],
  });
  expect(portal.activationWrites()).toHaveLength(writes);
  await portal.store.regenerate(clientId, 'new');
  expect(await invoke(enable)).toMatchObject({ outcome: 'enabled', warnings: [] });
});

test('enabling with the same secret as at the containment says so', async () => {
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

test('a secret that was live when the client came back is the one that must be changed', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId, { id: 'first' }));
  await portal.store.regenerate(clientId, 'second secret');
  await portal.store.activate(clientId, true);
  clock.ms += 60_000;
  const time = new Date(clock.ms).toISOString();
  expect((await invoke(alertFor(clientId, { id: 'second', time }))).outcome).toBe('disabled');
  expect(await invoke(byHand('enable', clientId))).toMatchObject({
    outcome: 'refused',
    guard: { name: 'unrotated-secret' },
  });
  await portal.store.regenerate(clientId, 'third secret');
  expect((await invoke(byHand('enable', clientId))).outcome).toBe('enabled');
});

test.each<[PlaceName, FaultName, string]>([
  ['token to the end', 'HTML 502', 'failed · HttpError'],
  ['read to the end', '500 before effect', 'failed · HttpError'],
  ['read to the end', 'JSON cut short', 'failed · ResponseSchemaError'],
  ['PATCH once', '500 before effect', 'failed · 500 200 200 · HttpError · may-still-take-effect'],
  ['PATCH once', '500 after effect', 'failed · 500 200 200 · HttpError · may-still-take-effect'],
  ['PATCH once', 'reset after effect', 'failed · ? 200 200 · NetworkError · may-still-take-effect'],
  ['PATCH once', 'time-out', 'failed · ? 200 200 · TimeoutError · may-still-take-effect'],
  ['PATCH once', 'time-out and effect later', 'failed · ? 200 200 · TimeoutError · may-still-take-effect'],
  ['PATCH once', '403 problem', 'failed · 403 · HttpError'],
  ['PATCH to the end', '429 without header', 'failed · DeadlineError · rate-limited'],
])('an enable stops where anything is doubtful: %s, %s: %s', async (place, fault, expected) => {
  const { invoke, portal, published } = await setFaultyStage(place, fault);
  const { clientId } = portal.clients.crm;
  await portal.store.activate(clientId, false);
  const request = { action: 'enable', clientId, reason: 'all clear', acceptUnrotatedSecret: true };
  const { warnings, ...result } = await invoke(request);
  const own = warnings.filter((warning) => warning !== 'secret-rotation-unknown');
  expect(inShort({ ...result, warnings: own })).toBe(expected);
  expect(published()).toHaveLength(place.startsWith('PATCH') ? 1 : 0);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
