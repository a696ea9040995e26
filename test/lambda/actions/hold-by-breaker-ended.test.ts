import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const byHand = (action: 'disable' | 'enable', clientId: string, extra: Record<string, unknown> = {}) => ({
  action,
  clientId,
  reason: 'case 4711',
  ...extra,
});

/** Limit one, and a second client that is held. */
const holdOne = async () => {
  const stage = await setStage({ env: { BREAKER_LIMIT: '1' } });
  const { crm, backup } = stage.portal.clients;
  await stage.invoke(alertFor(crm.clientId, { id: 'first' }));
  const alert = alertFor(backup.clientId, { id: 'second' });
  expect(await stage.invoke(alert)).toMatchObject({ outcome: 'held', guard: { name: 'breaker-open' } });
  return { ...stage, alert, clientId: backup.clientId };
};

describe('a held client', () => {
  test('that a person cleared is not disabled by the alert that was judged', async () => {
    const { invoke, portal, alert, clientId } = await holdOne();
    expect(await invoke(byHand('enable', clientId, { acceptUnrotatedSecret: true }))).toMatchObject({
      outcome: 'already-enabled',
    });
    await invoke({ action: 'reset-breaker', reason: 'false alarm' });
    portal.clearCalls();
    expect(await invoke(alert)).toMatchObject({
      outcome: 'refused',
      guard: { name: 'restored-since-alert' },
    });
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test.each(['disable', 'enable'] as const)(
    'that was deleted in DocSpace is held no longer once %s finds it gone',
    async (action) => {
      const { invoke, portal, clientId } = await holdOne();
      portal.store.remove(clientId);
      expect((await invoke(byHand(action, clientId))).outcome).toBe('not-found');
      const { clients = [] } = await invoke({ action: 'list' });
      expect(clients.map((client) => client.clientId)).not.toContain(clientId);
    },
  );
});
