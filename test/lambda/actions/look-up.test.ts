import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../../alerts.ts';
import type { FaultName, PlaceName } from '../../faults/matrix/portal-faults.ts';
import { setFaultyStage } from '../../faulty-stage.ts';
import { inShort } from '../../honest-result.ts';
import { ledgerWith } from '../../ledgers.ts';
import { setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

/** A ledger that notes when it is asked. */
const noted = (order: string[]) =>
  ledgerWith(createMemoryStore(), (make, { verb }) => {
    order.push(`ledger ${verb}`);
    return make();
  });

/** Everything that an alert asks of ledger and portal, in order, up to its first write. */
const beforeTheWrite = async (warm: boolean) => {
  const order: string[] = [];
  const { portal, invoke } = await setStage({
    dependencies: {
      ledger: noted(order),
      fetch: (url, request) => {
        order.push(`portal ${request?.method} ${String(url).split('/api/2.0/')[1]?.split('/')[0]}`);
        return fetch(url, request);
      },
    },
  });
  if (warm) await invoke({ action: 'check' });
  order.length = 0;
  await invoke(alertFor(portal.clients.crm.clientId));
  return order.slice(0, order.indexOf('portal PATCH clients') + 1).sort();
};

const NEEDED = [
  'ledger recall',
  'ledger takeSlot',
  'ledger writeClient',
  'portal GET clients',
  'portal PATCH clients',
];

test('before its first write a cold alert asks for the signature, the client, its record, a slot and the intent', async () => {
  expect(await beforeTheWrite(false)).toEqual([...NEEDED, 'portal GET security'].sort());
});

test('a warm one does not even ask for the signature', async () => {
  expect(await beforeTheWrite(true)).toEqual(NEEDED);
});

const TIME_LIMIT = { withinMs: 1_000 };

/** What an alert publishes for a client that is on, while the fault strikes there. */
const alertWhile = async (place: PlaceName, fault: FaultName) => {
  const stage = await setFaultyStage(place, fault);
  const { clientId } = stage.portal.clients.crm;
  await stage.invoke(alertFor(clientId)).catch(() => {});
  return { ...stage, clientId, result: stage.published()[0] };
};

describe('the state before a disable', () => {
  test('is unknown where the first read failed, and the client is off anyway', async () => {
    const { result } = await alertWhile('read once', 'HTML 502');
    expect(result?.client).toMatchObject({ name: null, enabledBefore: null, enabledAfter: false });
  });

  test.each<FaultName>(['status 401', '403 problem', '404 empty', '404 problem'])(
    'that is refused (%s) ends the disable: no write is tried',
    async (fault) => {
      const { portal, clientId } = await alertWhile('read once', fault);
      expect(portal.calls.map(({ operation }) => operation)).toEqual(['token', 'read']);
      expect(portal.databaseEnabled(clientId)).toBe(true);
    },
  );

  test('of a client that nobody knows is waited for by an alert, however long the rate limit says', async () => {
    const { result } = await alertWhile('read once', '429 for years');
    expect(result).toMatchObject({ outcome: 'disabled', client: { enabledBefore: true } });
    expect(result?.warnings).toEqual(['rate-limited']);
  });

  test('is not waited for by a person beyond 20 s: the rate limit of reads does not stop the write', async () => {
    const { portal, invoke, sleeps } = await setFaultyStage('read once', '429 for years');
    const { clientId } = portal.clients.crm;
    const result = await invoke({ clientId, reason: 'phishing' });
    expect(result).toMatchObject({ outcome: 'disabled', client: { enabledBefore: null } });
    expect(result.warnings).toContain('first-read-failed');
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(20_000);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('that an alert never gets of a client that nobody knows ends it at its deadline: no slot is taken, no write tried', async () => {
    const { portal, invoke, published, clock, ledger } = await setFaultyStage('read to the end', '429 in ns');
    const { clientId } = portal.clients.crm;
    const startedAt = clock.ms;
    await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    expect(published()).toMatchObject([
      { outcome: 'failed', final: false, error: { name: 'DeadlineError' }, client: { enabledBefore: null } },
    ]);
    expect(clock.ms - startedAt).toBeGreaterThan(500_000);
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(await ledger.readClient(clientId, TIME_LIMIT)).toBeUndefined();
  });

  test('of a client that the ledger knows is waited for 20 s: then the write goes out unseen', async () => {
    const { portal, invoke, published, clock, ledger } = await setFaultyStage('read to the end', '429 in ns');
    const { clientId } = portal.clients.crm;
    await ledger.writeClient(
      recordOf({ clientId, state: 'restored', endedAt: new Date(clock.ms).toISOString() }),
      TIME_LIMIT,
    );
    const startedAt = clock.ms;
    await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    const [write] = portal.activationWrites(clientId);
    expect(Date.parse(published()[0]?.proof.writes[0]?.sentAt ?? '') - startedAt).toBeLessThanOrEqual(20_000);
    expect(write).toBeDefined();
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(published()).toMatchObject([
      { outcome: 'unverified', final: false, client: { enabledBefore: null } },
    ]);
  });

  test('of an id that the gateway sends elsewhere is not "unknown client", and the result says why', async () => {
    const { portal, invoke, published } = await setFaultyStage('read once', 'late');
    const { clientId } = portal.addClient({ clientId: 'feed0000-1bd3-47d5-94c6-be2d3570e168' });
    await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
    expect(published().map(inShort)).toEqual(['failed · HttpError']);
    expect(published()[0]?.nextSteps.join(' ')).toContain('begins with "feed"');
  });
});
