import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';

const enable = (clientId: string, extra: Record<string, unknown> = {}) => ({
  action: 'enable',
  clientId,
  reason: 'case 4711 closed',
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

test('an alert that comes again is told as it was', async () => {
  const { invoke, portal, published } = await setStage();
  const alert = alertFor(portal.clients.crm.clientId);
  const first = await invoke(alert);
  const writes = portal.activationWrites().length;
  expect(await invoke(alert)).toEqual(first);
  expect(portal.activationWrites().length).toBe(writes);
  expect(published()).toEqual([first, first]);
});
