import { expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor, rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

test('an invalid alert that names one client says which one stays as it is', async () => {
  const { portal, invoke } = await setStage();
  const { clientId } = portal.clients.crm;
  const result = await invoke(rawAlert(clientId, { detail: { severity: 'dreadful', alertId: 'case-1' } }));
  expect(result).toMatchObject({ outcome: 'invalid', client: { clientId }, trigger: { alertId: 'case-1' } });
  expect(portal.calls).toEqual([]);
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
