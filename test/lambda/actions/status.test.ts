import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import type { FaultName, PlaceName } from '../../faults/matrix/portal-faults.ts';
import { setFaultyStage } from '../../faulty-stage.ts';
import { inShort } from '../../honest-result.ts';
import { silentLedger } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

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

test('a contained client that is on: the status warns, says so, and names the way to disable it', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  const before = published().length;
  await portal.store.activate(clientId, true);
  portal.clearCalls();
  const { outcome, summary, warnings, nextSteps } = await invoke({ action: 'status', clientId });
  expect({ outcome, warnings }).toEqual({ outcome: 'status', warnings: ['contained-but-on'] });
  expect(summary).toContain('is on, though the kill switch had contained it: it was re-enabled outside');
  expect(nextSteps.join('\n')).toContain(
    `{"action": "disable", "clientId": "${clientId}", "reason": "<why>"}`,
  );
  expect(portal.activationWrites()).toEqual([]);
  expect(published()).toHaveLength(before);
});

test('a client that a person has enabled again, one that is held, and one that nobody contained: no such warning', async () => {
  const { portal, invoke, ledger } = await setStage();
  const { crm, backup, office } = portal.clients;
  const by = { type: 'alert' as const, alertId: null, source: null, operator: null, reason: null };
  await invoke(alertFor(crm.clientId));
  await invoke({ action: 'enable', clientId: crm.clientId, reason: 'drill', acceptUnrotatedSecret: true });
  await ledger.writeClient(
    recordOf({ clientId: backup.clientId, held: { since: '2026-01-31T02:59:58.000Z', by } }),
    { withinMs: 1_000 },
  );
  for (const { clientId } of [crm, backup, office]) {
    const { warnings, nextSteps, client } = await invoke({ action: 'status', clientId });
    expect({ warnings, nextSteps, on: client?.enabledBefore }).toEqual({
      warnings: [],
      nextSteps: [],
      on: true,
    });
  }
});

test.each<[PlaceName, FaultName, string]>([
  ['read once', '500 before effect', 'status'],
  ['read once', '429 in ns', 'status · rate-limited'],
  ['read to the end', '500 before effect', 'failed · HttpError'],
  ['read to the end', '404 problem', 'not-found · HttpError'],
  ['read to the end', 'JSON cut short', 'failed · ResponseSchemaError'],
  ['token to the end', 'reset before effect', 'failed · NetworkError'],
])('status writes nothing, whatever goes wrong: %s, %s: %s', async (place, fault, expected) => {
  const { invoke, portal, published } = await setFaultyStage(place, fault);
  const result = await invoke({ action: 'status', clientId: portal.clients.crm.clientId });
  expect(inShort(result)).toBe(expected);
  expect([portal.activationWrites(), published()]).toEqual([[], []]);
});
