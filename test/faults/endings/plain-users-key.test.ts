import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { deliverEach } from './deliveries.ts';

test("with a plain user's key no alert ends, and with an admin's every client is off at once, in the same container", async () => {
  const stored: { key?: string } = {};
  const stage = await setStage({ dependencies: { fetchApiKey: async () => stored.key ?? '' } });
  const { portal, ledger } = stage;
  const clients = Array.from({ length: 4 }, () => portal.addClient().clientId);
  const alerts = clients.map((clientId, index) => alertFor(clientId, { id: `user ${index}` }));

  stored.key = portal.keys.user;
  const during = await deliverEach(stage, alerts);
  expect(during.map(({ isThrown }) => isThrown)).toEqual(clients.map(() => true));
  expect(during.map(({ result }) => [result.outcome, result.final, result.error?.name])).toEqual(
    clients.map(() => ['failed', false, 'NotFoundUnprovenError']),
  );
  expect(portal.calls.filter(({ operation }) => operation === 'activate')).toEqual([]);
  expect(await ledger.allClients(() => true, { withinMs: 1 })).toEqual([]);

  stored.key = portal.keys.admin;
  const after = await deliverEach(stage, alerts);
  expect(after.map(({ result }) => [result.outcome, result.final])).toEqual(
    clients.map(() => ['disabled', true]),
  );
  expect(clients.map((clientId) => portal.databaseEnabled(clientId))).toEqual(clients.map(() => false));
});
