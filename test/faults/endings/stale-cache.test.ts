import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { deliver } from './deliveries.ts';

const HOUR_MS = 3_600_000;

test('a late alert disables a client that an admin has enabled behind the cache', async () => {
  const stage = await setStage();
  const { portal, clock } = stage;
  const { clientId } = portal.clients.crm;
  const first = await deliver(stage, alertFor(clientId, { id: 'first' }));
  expect(first.result.outcome).toBe('disabled');

  clock.ms += HOUR_MS;
  portal.interleave = async (point) => {
    if (point === 'read:row-read') await portal.store.activate(clientId, true);
  };
  await portal.store.read(clientId);
  portal.interleave = undefined;
  expect([portal.cachedEnabled(clientId), portal.databaseEnabled(clientId)]).toEqual([false, true]);

  portal.clearCalls();
  const { result, isThrown } = await deliver(stage, alertFor(clientId, { id: 'late' }));
  expect(isThrown).toBe(false);
  expect(result).toMatchObject({ outcome: 'already-disabled', final: true });
  expect(result.warnings).not.toContain('shared-proof');
  // Proven by a write of its own, and not by what the cache or the ledger remember.
  expect(portal.activationWrites(clientId).map(({ enabled }) => enabled)).toEqual([false]);
  expect([portal.cachedEnabled(clientId), portal.databaseEnabled(clientId)]).toEqual([false, false]);
});
