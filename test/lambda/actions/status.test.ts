import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';

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

test('status shows the state, writes nothing and publishes nothing', async () => {
  const { portal, invoke, published } = await setStage();
  const result = await invoke({ action: 'status', clientId: portal.clients.crm.clientId });
  expect(result).toMatchObject({ outcome: 'status', client: { enabledBefore: true, enabledAfter: null } });
  expect(result.summary).toContain('is on');
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toEqual([]);
});
