import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { failingLedger } from '../ledger/faulty-ledger.ts';

const MINUTE_MS = 60_000;
const TIME_LIMIT = { withinMs: 1_000 };

/** Four clients, each named by an alert, where the breaker has two slots. */
const fourAlerts = async () => {
  const stage = await setStage({
    env: { BREAKER_LIMIT: '2', BREAKER_WINDOW: '1h' },
    portal: { rateLimit: Number.POSITIVE_INFINITY },
  });
  const { portal, invoke, clock } = stage;
  const ids = Array.from({ length: 4 }, () => portal.addClient().clientId);
  const alertNow = (clientId: string, extra: Record<string, unknown> = {}) =>
    invoke(
      alertFor(clientId, { id: `${clientId} ${clock.ms}`, time: new Date(clock.ms).toISOString(), ...extra }),
    );
  const results = [];
  for (const clientId of ids) results.push(await alertNow(clientId));
  const [a = '', b = '', c = '', d = ''] = ids;
  return { ...stage, ids, a, b, c, d, results, alertNow };
};

describe('the circuit breaker', () => {
  test('lets alerts disable as many clients as the limit says, and leaves the rest on and held', async () => {
    const { portal, ids, results, c, d, logs, ledger } = await fourAlerts();
    expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled', 'held', 'held']);
    expect(results.slice(2).map(({ guard }) => guard?.name)).toEqual(['breaker-open', 'breaker-open']);
    expect(ids.map(portal.databaseEnabled)).toEqual([false, false, true, true]);
    expect([...portal.activationWrites(c), ...portal.activationWrites(d)]).toEqual([]);
    expect(logs.filter(({ code }) => code === 'KS410')).toHaveLength(2);
    expect(await ledger.readClient(c, TIME_LIMIT)).toMatchObject({ held: { by: { type: 'alert' } } });
  });

  test('gives the command that disables each held client by hand, in the refusal and in the list', async () => {
    const { invoke, results, c, d } = await fourAlerts();
    const command = (clientId: string) =>
      expect.stringContaining(`{"action": "disable", "clientId": "${clientId}"`);
    expect(results[2]?.nextSteps).toEqual(expect.arrayContaining([command(c)]));
    const { clients = [], nextSteps } = await invoke({ action: 'list' });
    expect(clients.slice(0, 2)).toMatchObject([
      { clientId: c, state: 'held', by: { type: 'alert', source: 'security.alerts' } },
      { clientId: d, state: 'held' },
    ]);
    expect(clients.slice(2).map(({ state }) => state)).toEqual(['contained', 'contained']);
    expect(nextSteps).toEqual([command(c), command(d)]);
  });

  test('lets a person disable a held client, which is held no longer', async () => {
    const { portal, invoke, ledger, c, d } = await fourAlerts();
    expect(await invoke({ clientId: c, reason: 'the alert is right' })).toMatchObject({
      outcome: 'disabled',
    });
    expect(portal.databaseEnabled(c)).toBe(false);
    expect((await ledger.readClient(c, TIME_LIMIT))?.held).toBeUndefined();
    const { clients = [] } = await invoke({ action: 'list' });
    expect(clients.filter(({ state }) => state === 'held').map(({ clientId }) => clientId)).toEqual([d]);
  });

  test('is held no longer either where a person says that the client may stay on', async () => {
    const { portal, invoke, ledger, c } = await fourAlerts();
    const enable = { action: 'enable', clientId: c, reason: 'false alarm', acceptUnrotatedSecret: true };
    expect(await invoke(enable)).toMatchObject({ outcome: 'already-enabled' });
    expect(portal.activationWrites(c)).toEqual([]);
    expect(await ledger.readClient(c, TIME_LIMIT)).toMatchObject({ state: 'restored' });
    expect((await ledger.readClient(c, TIME_LIMIT))?.held).toBeUndefined();
  });

  test('starts a new window on reset, which names the held clients and leaves them on', async () => {
    const { portal, invoke, published, alertNow, c, d } = await fourAlerts();
    const reset = await invoke({ action: 'reset-breaker', reason: 'the alerts are right' });
    expect(reset).toMatchObject({
      outcome: 'breaker-reset',
      clients: [
        { clientId: c, state: 'held' },
        { clientId: d, state: 'held' },
      ],
    });
    expect(published().at(-1)).toEqual(reset);
    expect(portal.databaseEnabled(c)).toBe(true);
    expect(await alertNow(c)).toMatchObject({ outcome: 'disabled' });
    expect(await alertNow(d)).toMatchObject({ outcome: 'disabled' });
    expect(await invoke({ action: 'reset-breaker', reason: 'again' })).toMatchObject({ clients: [] });
  });

  test('is reset also where the held clients cannot be read: the answer says that they are missing', async () => {
    const { ledger: store } = failingLedger(createMemoryStore(), (_nth, verb) => verb === 'allClients');
    const { invoke, published, portal, logs } = await setStage({
      env: { BREAKER_LIMIT: '1' },
      dependencies: { ledger: store },
    });
    const { crm, backup, office } = portal.clients;
    await invoke(alertFor(crm.clientId, { id: 'a' }));
    expect(await invoke(alertFor(backup.clientId, { id: 'b' }))).toMatchObject({ outcome: 'held' });
    const reset = await invoke({ action: 'reset-breaker', reason: 'the alerts are right' });
    expect(reset).toMatchObject({ outcome: 'breaker-reset', warnings: ['ledger-unavailable'] });
    expect([reset.error, reset.clients]).toEqual([undefined, undefined]);
    expect(published().at(-1)).toEqual(reset);
    expect(logs.map(({ code }) => code)).toContain('KS400');
    expect(await invoke(alertFor(office.clientId, { id: 'c' }))).toMatchObject({ outcome: 'disabled' });
  });

  test('slides: a slot is free one window after it was taken', async () => {
    const { alertNow, clock, c, d } = await fourAlerts();
    clock.ms += 59 * MINUTE_MS;
    expect(await alertNow(c)).toMatchObject({ outcome: 'held' });
    clock.ms += MINUTE_MS;
    expect(await alertNow(c)).toMatchObject({ outcome: 'disabled' });
    expect(await alertNow(d)).toMatchObject({ outcome: 'disabled' });
  });

  test('lets an alert disable again, without another slot, a client that it has disabled already', async () => {
    const { portal, alertNow, clock, a } = await fourAlerts();
    clock.ms += MINUTE_MS;
    await portal.store.activate(a, true);
    expect(await alertNow(a)).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(a)).toBe(false);
  });
});

describe('no slot is taken', () => {
  const twoSlots = async (options: Parameters<typeof setStage>[0] = {}) => {
    const stage = await setStage({
      ...options,
      env: { BREAKER_LIMIT: '1', ...options.env },
      portal: { rateLimit: Number.POSITIVE_INFINITY },
    });
    const [first, second] = [stage.portal.addClient().clientId, stage.portal.addClient().clientId];
    /** Whether an alert for another client still gets the only slot. */
    const isFree = async () => (await stage.invoke(alertFor(second, { id: 'last' }))).outcome === 'disabled';
    return { ...stage, first, second, isFree };
  };

  test('by a person', async () => {
    const { invoke, first, isFree } = await twoSlots();
    expect(await invoke({ clientId: first, reason: 'by hand' })).toMatchObject({ outcome: 'disabled' });
    expect(await isFree()).toBe(true);
  });

  test('by a drill', async () => {
    const { invoke, first, isFree } = await twoSlots();
    expect(await invoke(alertFor(first, { detail: { dryRun: true } }))).toMatchObject({ outcome: 'dry-run' });
    expect(await isFree()).toBe(true);
  });

  test('for a client that the portal shows off', async () => {
    const { portal, invoke, first, isFree } = await twoSlots();
    await portal.store.activate(first, false);
    expect(await invoke(alertFor(first))).toMatchObject({ outcome: 'already-disabled' });
    expect(await isFree()).toBe(true);
  });

  test('for an alert that another guard refuses', async () => {
    const { invoke, first, isFree } = await twoSlots();
    expect(await invoke(alertFor(first, { detail: { severity: 'low' } }))).toMatchObject({
      outcome: 'refused',
    });
    expect(await isFree()).toBe(true);
  });

  test('twice by an alert that is delivered twice, or retried', async () => {
    const { portal, invoke, first } = await twoSlots({ env: { BREAKER_LIMIT: '2' } });
    const alert = alertFor(first);
    portal.faults.set('activate', { kind: 'status', status: 500 });
    await expect(invoke(alert)).rejects.toThrow();
    portal.faults.clear();
    expect(await invoke(alert)).toMatchObject({ outcome: 'disabled' });
    expect(await invoke(alert)).toMatchObject({ outcome: 'disabled' });
    const [second, third] = [portal.addClient().clientId, portal.addClient().clientId];
    expect(await invoke(alertFor(second, { id: 'b' }))).toMatchObject({ outcome: 'disabled' });
    expect(await invoke(alertFor(third, { id: 'c' }))).toMatchObject({ outcome: 'held' });
  });
});

test('an alert that is turned away while a person disables the client does not say that it was left on', async () => {
  const store = createMemoryStore();
  const state: { disableByHand?: () => Promise<unknown> } = {};
  const { portal, invoke } = await setStage({
    env: { BREAKER_LIMIT: '1' },
    portal: { rateLimit: Number.POSITIVE_INFINITY },
    dependencies: {
      ledger: {
        ...store,
        takeSlot: async (...call) => {
          const granted = await store.takeSlot(...call);
          const { disableByHand } = state;
          delete state.disableByHand;
          await disableByHand?.();
          return granted;
        },
      },
    },
  });
  const { crm, backup } = portal.clients;
  await invoke(alertFor(backup.clientId));
  state.disableByHand = () => invoke({ clientId: crm.clientId, reason: 'by hand' });
  expect(await invoke(alertFor(crm.clientId))).toMatchObject({
    outcome: 'already-disabled',
    warnings: ['shared-proof'],
  });
  expect((await store.readClient(crm.clientId, TIME_LIMIT))?.held).toBeUndefined();
});
