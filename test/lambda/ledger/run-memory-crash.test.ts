import { describe, expect, onTestFinished, test } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { type Portal, startPortal } from '../../../local/portal/simulator.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { setFunction } from '../../stage.ts';
import { expectOneFinalResult } from './agreement.ts';
import { createMortal, type Moment } from './crashing.ts';

const MINUTE_MS = 60_000;
const TIME_LIMIT = { withinMs: 1_000 };

const openPortal = async () => {
  const clock = { ms: THREE_AM };
  const portal = await startPortal({ now: () => clock.ms, rateLimit: Number.POSITIVE_INFINITY });
  onTestFinished(() => portal.close());
  return { clock, portal };
};

type Opened = { clock: { ms: number }; portal: Portal };

/** One alert whose first run ends at its n-th call, and which is then delivered once more, to a fresh container. */
const crashAndRetry = async (
  { clock, portal }: Opened,
  clientId: string,
  { nth, moment, ledger }: { nth: number; moment: Moment; ledger: LedgerStore },
) => {
  const published: ContainmentResult[] = [];
  const publishResult = async (result: ContainmentResult) => {
    published.push(result);
  };
  const alert = alertFor(clientId, { id: `alert ${clientId}`, time: new Date(clock.ms).toISOString() });
  const mortal = createMortal(nth, moment);
  const first = await setFunction(clock, portal.url, portal.keys.admin, {
    dependencies: {
      ledger: mortal.ledger(ledger),
      fetch: mortal.fetch,
      publishResult: mortal.publish(publishResult),
    },
  });
  const receivedAt = new Date(clock.ms).toISOString();
  const isDead = (await mortal.until(first.invoke(alert))) === 'dead';
  const left = await ledger.readClient(clientId, TIME_LIMIT);
  const wrote = portal.activationWrites(clientId).length > 0;

  clock.ms += MINUTE_MS;
  const second = await setFunction(clock, portal.url, portal.keys.admin, {
    dependencies: { ledger, publishResult },
  });
  const result = await second.invoke(alert);
  return { isDead, receivedAt, left, wrote, result, published };
};

describe.each<Moment>(['before', 'after'])(
  'a run that ends just %s its n-th call, and then its retry',
  (moment) => {
    const atEveryCall = async (
      opened: Opened,
      prepare: (clientId: string, ledger: LedgerStore) => Promise<void>,
      check: (crash: Awaited<ReturnType<typeof crashAndRetry>>, clientId: string) => void,
    ): Promise<number> => {
      for (let nth = 1; ; nth += 1) {
        const ledger = createMemoryStore();
        const { clientId } = opened.portal.addClient();
        await prepare(clientId, ledger);
        const crash = await crashAndRetry(opened, clientId, { nth, moment, ledger });
        if (!crash.isDead) return nth - 1;
        expect(opened.portal.databaseEnabled(clientId)).toBe(false);
        expect(await ledger.readClient(clientId, TIME_LIMIT)).toMatchObject({
          state: 'contained',
          outcome: crash.result.outcome,
          resultId: crash.result.resultId,
        });
        expectOneFinalResult(crash.published);
        expect(crash.published.at(-1)).toEqual(crash.result);
        check(crash, clientId);
      }
    };

    test('come to "disabled", with the times of the first run as far as the ledger knew them', async () => {
      const opened = await openPortal();
      const calls = await atEveryCall(
        opened,
        async () => {},
        ({ result, left, receivedAt, wrote }) => {
          expect(result).toMatchObject({ outcome: 'disabled', final: true });
          if (left !== undefined) expect(result.timeline.receivedAt).toBe(receivedAt);
          if (left?.firstWriteAt !== undefined) expect(result.timeline.containedAt).toBe(left.firstWriteAt);
          if (wrote) expect(left).toBeDefined();
        },
      );
      // Token, two reads, two PATCHes, a read and three writes of the ledger, its slot, the bus.
      expect(calls).toBeGreaterThanOrEqual(11);
    });

    test('come to "already-disabled" where the client was off before', async () => {
      const opened = await openPortal();
      await atEveryCall(
        opened,
        async (clientId) => {
          await opened.portal.store.activate(clientId, false);
        },
        ({ result, left, receivedAt }) => {
          expect(result.outcome).toBe('already-disabled');
          if (left !== undefined) expect(result.timeline.receivedAt).toBe(receivedAt);
        },
      );
    });

    test('come to "disabled" where an earlier containment was undone by hand', async () => {
      const opened = await openPortal();
      await atEveryCall(
        opened,
        async (clientId, ledger) => {
          const { clock, portal } = opened;
          const earlier = await setFunction(clock, portal.url, portal.keys.admin, {
            dependencies: { ledger },
          });
          await earlier.invoke(alertFor(clientId, { id: 'earlier' }));
          clock.ms += 10 * MINUTE_MS;
          await portal.store.activate(clientId, true);
        },
        ({ result }) => expect(result.outcome).toBe('disabled'),
      );
    });
  },
);

test('a retry of a run that ended after its writes runs again if somebody has enabled the client meanwhile', async () => {
  const { clock, portal } = await openPortal();
  const ledger = createMemoryStore();
  const { clientId } = portal.clients.crm;
  const alert = alertFor(clientId);
  const run = () => setFunction(clock, portal.url, portal.keys.admin, { dependencies: { ledger } });
  const first = await (await run()).invoke(alert);
  clock.ms += MINUTE_MS;
  await portal.store.activate(clientId, true);
  const writes = portal.activationWrites(clientId).length;
  const again = await (await run()).invoke(alert);
  expect(portal.activationWrites(clientId).length).toBe(writes + 2);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  // One alert has one final result: the first is kept.
  expect(again).toEqual(first);
});
