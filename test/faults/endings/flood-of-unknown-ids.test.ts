import { expect, onTestFinished, test } from 'vitest';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { openVirtualFleet } from '../../bench/virtual-fleet.ts';

const FLOOD = 500;
const MINUTE_MS = 60_000;

/** Where true alerts are among them: before the portal's limit of reads is used up, after it, and at the end. */
const TRUE_AT = [FLOOD / 2, (FLOOD / 4) * 3, FLOOD];

/** A breaker that one more client fills: a slot lost to an unknown id would be felt. */
const BREAKER_LIMIT = TRUE_AT.length + 1;

/** A UUID of version 4 from sixteen drawn bytes. */
const uuidFrom = (random: () => number): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

test('a flood of ids that do not exist leaves no trace, and true alerts in it are written for soon', async () => {
  const fleet = await openVirtualFleet({
    containers: 10,
    perMinute: 15,
    breakerLimit: BREAKER_LIMIT,
    seed: 4711,
  });
  const { portal, ledger, random, published, firstWrites } = fleet;
  onTestFinished(() => portal.close());
  const ids = Array.from({ length: FLOOD }, () => uuidFrom(random));
  const clients = TRUE_AT.map((place) => ({ place, clientId: portal.addClient().clientId }));
  for (const { place, clientId } of clients) ids.splice(place, 0, clientId);
  const clientIds = clients.map(({ clientId }) => clientId);
  const time = new Date(THREE_AM).toISOString();
  const alerts = ids.map((id, index) => alertFor(id, { id: `flood ${index}`, time }));

  const arrivesAfterMs = (index: number) => (index / ids.length) * MINUTE_MS;
  const { endedAfterMs, failed } = await fleet.serve(alerts, arrivesAfterMs);

  const firstWritesMs = clients.map(
    ({ place, clientId }) => (firstWrites.get(clientId) ?? Number.NaN) - THREE_AM - arrivesAfterMs(place),
  );
  const outcomes = Object.groupBy(published, ({ outcome }) => outcome);
  console.log(
    `flood: first writes of the true alerts after ${firstWritesMs.map((ms) => Math.round(ms / 1_000))} s, all ended after ` +
      `${Math.round(endedAfterMs / 1_000)} s: ${JSON.stringify(Object.entries(outcomes).map(([name, all]) => [name, all?.length]))}`,
  );
  expect(firstWritesMs.every((ms) => ms < 5 * MINUTE_MS)).toBe(true);
  expect(clientIds.map((clientId) => portal.databaseEnabled(clientId))).toEqual([false, false, false]);
  expect(failed).toBe(0);
  expect(outcomes['not-found']).toHaveLength(FLOOD);
  expect(
    new Set(portal.calls.filter(({ operation }) => operation === 'activate').map((call) => call.clientId)),
  ).toEqual(new Set(clientIds));

  const records = await ledger.allClients(() => true, { withinMs: 1 });
  expect(new Set(records.map(({ clientId }) => clientId))).toEqual(new Set(clientIds));
  // Only the true clients have slots: one more is granted, the next is not.
  const now = new Date(THREE_AM + endedAfterMs);
  const slot = { runId: 'another run', now, limit: BREAKER_LIMIT, windowMs: 24 * 60 * MINUTE_MS };
  const taken = await ledger.takeSlot({ ...slot, clientId: ids[0] ?? '' }, { withinMs: 1 });
  const full = await ledger.takeSlot({ ...slot, clientId: ids[1] ?? '' }, { withinMs: 1 });
  expect([taken.kind, full.kind]).toEqual(['taken', 'full']);
});
