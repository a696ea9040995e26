import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

test('the grants suffice to contain a client and to publish the result', async () => {
  const { portal, killSwitch, results } = await setStage('granted');
  const { clientId } = portal.clients.crm;
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  const [eventId = ''] = await killSwitch.alert({ clientId, portal: portal.url });
  expect(await results.of(eventId)).toMatchObject([{ outcome: 'disabled', warnings: [] }]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

test('without the grant to read it, the key is refused', async () => {
  const { portal, killSwitch } = await setStage('keyless');
  const { outcome, checks } = await killSwitch.invoke({ action: 'check' });
  expect(outcome).toBe('unhealthy');
  expect(checks?.[0]?.message).toContain('AccessDenied');
  expect(portal.calls).toEqual([]);
});

test('without the grant to publish, the result is refused; the client is off nevertheless', async () => {
  const { portal, killSwitch, results } = await setStage('mute');
  const { clientId } = portal.clients.crm;
  const result = await killSwitch.invoke({ clientId, reason: 'drill' });
  expect(result).toMatchObject({ outcome: 'disabled', warnings: ['result-not-published'] });
  expect(results.seen).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
