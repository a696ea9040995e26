import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { deliverEach } from './deliveries.ts';

const TEN_MINUTES_MS = 600_000;

test("with a plain user's key no alert ends, and with an admin's every client is off", async () => {
  const stage = await setStage();
  const { portal, secrets, clock, ledger } = stage;
  const clients = Array.from({ length: 4 }, () => portal.addClient().clientId);
  const alerts = clients.map((clientId, index) => alertFor(clientId, { id: `user ${index}` }));

  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.user });
  const during = await deliverEach(stage, alerts);
  expect(during.map(({ isThrown }) => isThrown)).toEqual(clients.map(() => true));
  expect(during.map(({ result }) => [result.outcome, result.final, result.error?.name])).toEqual(
    clients.map(() => ['failed', false, 'NotFoundUnprovenError']),
  );
  expect(portal.calls.filter(({ operation }) => operation === 'activate')).toEqual([]);
  expect(await ledger.allClients(() => true, { withinMs: 1 })).toEqual([]);

  secrets.on(GetSecretValueCommand).resolves({ SecretString: portal.keys.admin });
  // The key is kept in memory for some minutes of the machine's clock.
  clearCaches();
  clock.ms += TEN_MINUTES_MS;
  const after = await deliverEach(stage, alerts);
  expect(after.map(({ result }) => [result.outcome, result.final])).toEqual(
    clients.map(() => ['disabled', true]),
  );
  expect(clients.map((clientId) => portal.databaseEnabled(clientId))).toEqual(clients.map(() => false));
});
