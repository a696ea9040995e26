import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const DAY_MS = 86_400_000;
const TIME_LIMIT = { withinMs: 1_000 };
const WATCH = { schedule: 'watch' };

/** One client that is held since now. */
const holdOne = async (env: Record<string, string> = {}) => {
  const stage = await setStage({ env: { BREAKER_LIMIT: '1', ...env } });
  const { portal, invoke, ledger, published, clock } = stage;
  const { crm, backup } = portal.clients;
  await invoke(alertFor(backup.clientId, { id: 'first' }));
  const held = await invoke(alertFor(crm.clientId, { id: 'second' }));
  expect(held.outcome).toBe('held');
  const since = published().length;
  return {
    ...stage,
    clientId: crm.clientId,
    record: () => ledger.readClient(crm.clientId, TIME_LIMIT),
    reported: () => published().slice(since),
    watchAfter: (milliseconds: number) => {
      clock.ms += milliseconds;
      return invoke(WATCH);
    },
  };
};

describe('a hold for which nobody comes', () => {
  test('ends after seven days: refused, reported once, listed no longer, and the portal is not touched', async () => {
    const { portal, clientId, watchAfter, reported, record, invoke, opened } = await holdOne();
    await watchAfter(7 * DAY_MS - 1_000);
    expect(reported()).toEqual([]);
    expect(await record()).toMatchObject({ held: { by: { type: 'alert' } } });
    expect(opened.at(-1)?.held).toBe(1);

    await watchAfter(1_000);
    expect(reported()).toMatchObject([
      {
        outcome: 'refused',
        action: 'watch',
        final: true,
        trigger: { type: 'schedule' },
        guard: { name: 'hold-expired', message: expect.stringContaining('within 7 days') },
        client: { clientId },
        containment: { clientId, state: 'held' },
        proof: { writes: [] },
      },
    ]);
    expect(reported()[0]?.nextSteps).toEqual([expect.stringContaining(`"clientId": "${clientId}"`)]);
    expect((await record())?.held).toBeUndefined();
    expect((await record())?.closedAt).toBeDefined();
    expect(opened.at(-1)?.held).toBe(0);
    const { clients = [] } = await invoke({ action: 'list' });
    expect(clients.map((client) => client.clientId)).not.toContain(clientId);

    await watchAfter(DAY_MS);
    expect(reported()).toHaveLength(1);
    expect(portal.activationWrites(clientId)).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
  });

  test('ends when the settings say so', async () => {
    const { watchAfter, reported } = await holdOne({ HOLD_FOR: '2d' });
    await watchAfter(2 * DAY_MS - 1_000);
    expect(reported()).toEqual([]);
    await watchAfter(1_000);
    expect(reported()).toMatchObject([
      { guard: { name: 'hold-expired', message: expect.stringContaining('within 2 days') } },
    ]);
  });

  test('goes on where its end could not be published, and the next run reports it', async () => {
    const { bus, watchAfter, record } = await holdOne();
    bus.on(PutEventsCommand).rejects(new Error('no bus'));
    await watchAfter(7 * DAY_MS);
    expect((await record())?.held).toBeDefined();
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await watchAfter(300_000);
    expect((await record())?.held).toBeUndefined();
  });

  test('is decided by a person before: then the watch has nothing to report', async () => {
    const { clientId, invoke, watchAfter, reported, portal } = await holdOne();
    await invoke({ clientId, reason: 'the alert is right' });
    const byHand = reported().length;
    await watchAfter(7 * DAY_MS);
    expect(reported()).toHaveLength(byHand);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });
});
