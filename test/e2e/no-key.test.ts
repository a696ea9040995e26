import { expect, test } from 'vitest';
import { alertEvent } from './alert-event.ts';
import { setStage } from './stage.ts';
import { waitingIn } from './waiting.ts';

// In this order: the function keeps a key for minutes once it has read one.

test('while no key is stored, a check is unhealthy and says how to store one', async () => {
  const { killSwitch, portal } = await setStage('newborn', { storeKey: false });
  const { outcome, checks } = await killSwitch.invoke({ action: 'check' });
  expect(outcome).toBe('unhealthy');
  expect(checks).toEqual([
    { name: 'api-key', ok: false, message: expect.stringContaining('aws secretsmanager put-secret-value') },
    { name: 'ledger', ok: true, message: 'it answers' },
    { name: 'result-bus', ok: true, message: 'it exists' },
    { name: expect.stringMatching(/^rule /), ok: true, message: 'enabled, as the settings say (alerts: on)' },
  ]);
  expect(portal.calls).toEqual([]);
});

test('while no key is stored, an alert fails, is retried, and waits in the failure queue', async () => {
  const { killSwitch, portal, results, clients, deployed } = await setStage('newborn', { storeKey: false });
  const { clientId } = portal.clients.crm;
  await killSwitch.invokeLater(alertEvent(clientId, { id: 'no-key', detail: { portal: portal.url } }));
  const failed = await results.of('no-key', 3);
  for (const result of failed)
    expect(result).toMatchObject({ outcome: 'failed', final: false, error: { name: 'ApiKeyError' } });
  await expect.poll(() => waitingIn(clients, deployed.outputs.FailureQueueUrl)).toBe(1);
  expect(portal.calls).toEqual([]);
});

test('the first key that is stored is used at once', async () => {
  const { killSwitch } = await setStage('newborn');
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
});
