import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

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
