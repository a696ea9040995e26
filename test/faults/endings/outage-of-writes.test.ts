import { expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { deliverEach } from './deliveries.ts';

const LIMIT = 10;
const ALERTS = 15;
const TEN_MINUTES_MS = 600_000;

test('an outage of writes holds nobody, and after it every client is off but those over the limit', async () => {
  const stage = await setStage({ env: { BREAKER_LIMIT: `${LIMIT}` } });
  const { portal, clock } = stage;
  const clients = Array.from({ length: ALERTS }, () => portal.addClient().clientId);
  const alerts = clients.map((clientId, index) => alertFor(clientId, { id: `outage ${index}` }));

  portal.faults.set('activate', { kind: 'status', status: 500 });
  const during = await deliverEach(stage, alerts);
  expect(during.map(({ isThrown }) => isThrown)).toEqual(alerts.map(() => true));
  expect(new Set(during.map(({ result }) => result.outcome))).toEqual(new Set(['failed']));
  expect(await stage.ledger.allClients(({ held }) => held !== undefined, { withinMs: 1 })).toEqual([]);
  expect(portal.activationWrites()).toEqual([]);

  portal.faults.clear();
  clock.ms += TEN_MINUTES_MS;
  // Those that found no slot come first, while nothing is accepted yet.
  const early = await deliverEach(stage, alerts.slice(LIMIT));
  expect(early.map(({ isThrown }) => isThrown)).toEqual(early.map(() => true));
  const holders = await deliverEach(stage, alerts.slice(0, LIMIT));
  const late = await deliverEach(stage, alerts.slice(LIMIT));

  expect(holders.map(({ result }) => result.outcome)).toEqual(holders.map(() => 'disabled'));
  expect(late.map(({ result }) => result.outcome)).toEqual(late.map(() => 'held'));
  expect([...holders, ...late].some(({ isThrown }) => isThrown)).toBe(false);
  expect(clients.map((clientId) => portal.databaseEnabled(clientId))).toEqual(
    clients.map((_, index) => index >= LIMIT),
  );
});
