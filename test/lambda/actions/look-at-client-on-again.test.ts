import { describe, expect, test } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { failingLedger } from '../ledger/faulty-ledger.ts';
import { contained, MINUTE_MS, WATCH } from './contained.ts';

describe.each([0, 10 * MINUTE_MS, -10 * MINUTE_MS])('with the portal’s clock %i ms ahead', (skewMs) => {
  test('a client that the portal itself re-enabled is disabled again and reported', async () => {
    const { portal, clientId, reEnableByRace, watchAfter, reports, record } = await contained({ skewMs });
    await reEnableByRace();
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(reports()).toMatchObject([
      { outcome: 'disabled', decision: 2, warnings: ['portal-race-undone'], trigger: { type: 'schedule' } },
    ]);
    expect(await record()).toMatchObject({ state: 'contained', decision: 2, raceUndone: true });
  });

  test('a client that a person enabled later is reported and left on', async () => {
    const { portal, clientId, reEnableByHand, watchAfter, reports, record } = await contained({ skewMs });
    await reEnableByHand();
    const writes = portal.activationWrites().length;
    await watchAfter(6 * MINUTE_MS);
    expect(portal.activationWrites().length).toBe(writes);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(reports()).toMatchObject([{ outcome: 'drifted', decision: 1, client: { clientId } }]);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });
});

describe('a client that is on again', () => {
  test('is disabled again once in a containment, then reported', async () => {
    const { portal, clientId, reEnableByRace, watchAfter, reports, record } = await contained();
    await reEnableByRace();
    await watchAfter(6 * MINUTE_MS);
    await reEnableByRace();
    await watchAfter(6 * MINUTE_MS);
    expect(reports().map(({ outcome }) => outcome)).toEqual(['disabled', 'drifted']);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });

  test('is reported once, however often it is found', async () => {
    const { reEnableByHand, watchAfter, reports, opened } = await contained();
    await reEnableByHand();
    for (let run = 1; run <= 4; run += 1) await watchAfter(6 * MINUTE_MS);
    expect(reports().map(({ outcome }) => outcome)).toEqual(['drifted']);
    expect(opened.at(-1)).toMatchObject({ drifted: 1 });
  });

  test('is reported again by the next run if it could not be published, as a copy', async () => {
    const state = { fails: true };
    const published: ContainmentResult[] = [];
    const { reEnableByHand, watchAfter, record } = await contained({
      dependencies: {
        publishResult: async (result) => {
          if (result.outcome === 'drifted' && state.fails) throw new Error('no bus');
          published.push(result);
        },
      },
    });
    await reEnableByHand();
    await watchAfter(6 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
    state.fails = false;
    await watchAfter(6 * MINUTE_MS);
    await watchAfter(6 * MINUTE_MS);
    expect(published.map(({ outcome }) => outcome)).toEqual(['disabled', 'drifted']);
    expect(await record()).toMatchObject({ state: 'drifted' });
  });

  test('is contained again if somebody disables it by hand', async () => {
    const { portal, clientId, reEnableByHand, watchAfter, record } = await contained();
    await reEnableByHand();
    await watchAfter(6 * MINUTE_MS);
    await portal.store.activate(clientId, false);
    await watchAfter(6 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
  });

  test('is disabled every time if the settings say so, and reported every time', async () => {
    const { portal, clientId, reEnableByHand, watchAfter, reports, record } = await contained({
      env: { ON_DRIFT: 'disable' },
    });
    for (let run = 1; run <= 2; run += 1) {
      await reEnableByHand();
      await watchAfter(6 * MINUTE_MS);
      expect(portal.databaseEnabled(clientId)).toBe(false);
    }
    expect(reports()).toMatchObject([
      { outcome: 'disabled', decision: 2, warnings: ['disabled-after-drift'] },
      { outcome: 'disabled', decision: 3, warnings: ['disabled-after-drift'] },
    ]);
    expect(new Set(reports().map(({ resultId }) => resultId)).size).toBe(2);
    expect(await record()).toMatchObject({ state: 'contained', by: { type: 'schedule' } });
  });

  test.each([
    ['race', 'disabled', ['portal-race-undone']],
    ['hand', 'drifted', []],
  ])(
    'by %s, while alerts only propose, ends %s: a person is not overruled',
    async (cause, outcome, warnings) => {
      const stage = await contained();
      await (cause === 'race' ? stage.reEnableByRace() : stage.reEnableByHand());
      const approving = await setStage({
        portalUrl: stage.portal.url,
        env: { MODE: 'approve', ON_DRIFT: 'disable' },
        secret: stage.portal.keys.admin,
        dependencies: { ledger: stage.ledger, now: () => new Date(stage.clock.ms) },
      });
      stage.clock.ms += 6 * MINUTE_MS;
      await approving.invoke(WATCH);
      expect(approving.published()).toMatchObject([{ outcome, warnings }]);
      expect(stage.portal.databaseEnabled(stage.clientId)).toBe(outcome === 'drifted');
    },
  );

  test.each(['race', 'hand'])('by %s is left on in dry-run mode, and reported', async (cause) => {
    const stage = await contained();
    await (cause === 'race' ? stage.reEnableByRace() : stage.reEnableByHand());
    const dry = await setStage({
      portalUrl: stage.portal.url,
      env: { MODE: 'dry-run', ON_DRIFT: 'disable' },
      secret: stage.portal.keys.admin,
      dependencies: { ledger: stage.ledger, now: () => new Date(stage.clock.ms) },
    });
    stage.clock.ms += 6 * MINUTE_MS;
    const writes = stage.portal.activationWrites().length;
    await dry.invoke(WATCH);
    expect(stage.portal.activationWrites().length).toBe(writes);
    expect(dry.published().map(({ outcome }) => outcome)).toEqual(['drifted']);
  });

  test('and that cannot be disabled is reported, and looked at again by the next run', async () => {
    const { portal, clientId, reEnableByRace, watchAfter, reports } = await contained();
    await reEnableByRace();
    portal.faults.set('activate', { kind: 'status', status: 500 });
    await watchAfter(6 * MINUTE_MS);
    portal.faults.clear();
    expect(reports()).toMatchObject([{ outcome: 'failed', final: true }]);
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(reports().map(({ outcome }) => outcome)).toEqual(['failed', 'drifted']);
  });

  test('and was disabled while the ledger fails is reported anyway', async () => {
    const state = { fails: false };
    const { ledger, calls } = failingLedger(
      createMemoryStore(),
      (_nth, verb) => state.fails && verb === 'writeClient' && calls.at(-2) === 'writeClient',
    );
    const { portal, clientId, reEnableByRace, watchAfter, reports, record } = await contained({
      dependencies: { ledger },
    });
    await reEnableByRace();
    state.fails = true;
    await watchAfter(6 * MINUTE_MS);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(reports()).toMatchObject([
      { outcome: 'disabled', warnings: ['portal-race-undone', 'ledger-unavailable'] },
    ]);
    state.fails = false;
    for (let run = 1; run <= 4; run += 1) await watchAfter(5 * MINUTE_MS);
    expect(await record()).toMatchObject({ state: 'contained' });
  });
});

test('a contained client that somebody enabled has drifted: reported once, and left to a person', async () => {
  const { portal, clock, invoke, published, counted } = await setStage();
  const { clientId, name } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  portal.clearCalls();

  const watched = await invoke({ schedule: 'watch' });
  expect(watched).toMatchObject({ outcome: 'listed', action: 'watch', trigger: { type: 'schedule' } });
  const drifted = published().at(-1);
  expect(drifted).toMatchObject({
    outcome: 'drifted',
    action: 'watch',
    final: true,
    client: { clientId, name, enabledBefore: true, enabledAfter: null },
    decision: disabled.decision,
    containment: {
      state: 'contained',
      since: disabled.timeline.containedAt,
      by: { alertId: disabled.trigger.alertId },
    },
    proof: { writes: [], basis: 'none' },
  });
  expect(drifted?.residualAccess[0]?.what).toContain('treat it as still on');
  expect(counted.slice(-2)).toEqual([drifted, watched]);
  expect(portal.activationWrites()).toEqual([]);
  expect(portal.databaseEnabled(clientId)).toBe(true);

  clock.ms += 5 * 60_000;
  await invoke({ schedule: 'watch' });
  expect(published()).toEqual([disabled, drifted]);
});

test('if the settings say so, the watch disables a drifted client again and proves it', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  const disabled = await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  await invoke({ schedule: 'watch' });
  expect(portal.databaseEnabled(clientId)).toBe(false);
  expect(published()).toEqual([
    disabled,
    expect.objectContaining({
      outcome: 'disabled',
      action: 'watch',
      warnings: ['disabled-after-drift'],
      decision: (disabled.decision ?? 0) + 1,
    }),
  ]);
});

test('a drifted client that the watch cannot disable is reported as such, with what to do about the client', async () => {
  const { portal, clock, invoke, published } = await setStage({ env: { ON_DRIFT: 'disable' } });
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  const contentType = 'application/problem+json';
  portal.faults.set('activate', { kind: 'status', status: 403, contentType, body: '{"detail":"denied"}' });
  await invoke({ schedule: 'watch' });
  const reports = published().at(-1);
  expect(reports).toMatchObject({
    outcome: 'failed',
    action: 'watch',
    client: { clientId, enabledBefore: true },
  });
  expect(reports?.summary).toMatch(new RegExp(`^OAuth2 client ${clientId} of .* could not be disabled\\.$`));
  expect(reports?.nextSteps.join()).toContain('treat the client as on');
  expect(reports?.residualAccess[0]?.what).toContain('treat it as still on');
});

test('a client that drifted has drifted since one moment, however often the watch looks', async () => {
  const { invoke, portal, clock } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 6 * 60_000;
  await portal.store.activate(clientId, true);
  const since = [];
  for (let looks = 0; looks < 3; looks += 1) {
    await invoke({ schedule: 'watch' });
    const { clients = [] } = await invoke({ action: 'list' });
    since.push(clients[0]?.since);
    clock.ms += 5 * 60_000;
  }
  expect(new Set(since).size).toBe(1);
});
