import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

test('a key that is rotated while the function is warm costs no alert', async () => {
  const { portal, killSwitch, results, storeApiKey } = await setStage();
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  await storeApiKey(portal.addKey('admin'));
  portal.revokeKey(portal.keys.admin);
  expect(await killSwitch.invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  const { clientId } = portal.clients.crm;
  const [eventId = ''] = await killSwitch.alert({ clientId });
  expect(await results.of(eventId)).toMatchObject([{ outcome: 'disabled' }]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
