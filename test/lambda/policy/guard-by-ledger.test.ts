import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/contract/outcome.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { silentLedger } from '../../ledgers.ts';
import { type StageOptions, setStage } from '../../stage.ts';
import { recordOf } from '../ledger-records.ts';

const MINUTE_MS = 60_000;
const TIME_LIMIT = { withinMs: 1_000 };

const iso = (ms: number) => new Date(ms).toISOString();

/** A stage where every refusal is checked to have left the portal alone. */
const setQuietStage = async (options: StageOptions = {}) => {
  const stage = await setStage({ ...options, portal: { rateLimit: Number.POSITIVE_INFINITY } });
  const { portal, invoke } = stage;
  const { clientId } = portal.clients.crm;
  const enable = (extra: Record<string, unknown> = {}) =>
    invoke({ action: 'enable', clientId, reason: 'closed', ...extra });
  const expectRefused = async (guard: string, payload: unknown, outcome: Outcome = 'refused') => {
    const before = portal.activationWrites().length;
    const state = portal.databaseEnabled(clientId);
    const result = await invoke(payload);
    expect(result).toMatchObject({ outcome, guard: { name: guard }, proof: { writes: [] } });
    expect(portal.activationWrites().length).toBe(before);
    expect(portal.databaseEnabled(clientId)).toBe(state);
    return result;
  };
  const enableRequest = { action: 'enable', clientId, reason: 'closed' };
  return { ...stage, clientId, enable, enableRequest, expectRefused };
};

/** Contained by an alert with an id of its sender, then restored by a person ten minutes later. */
const restored = async () => {
  const stage = await setQuietStage();
  const { clientId, clock, invoke, enable } = stage;
  await invoke(alertFor(clientId, { id: 'event', detail: { alertId: 'finding' } }));
  clock.ms += 10 * MINUTE_MS;
  const askedAt = clock.ms;
  expect(await enable({ acceptUnrotatedSecret: true })).toMatchObject({ outcome: 'enabled' });
  clock.ms += MINUTE_MS;
  const detectedAt = (ms: number, extra: Record<string, unknown> = {}) =>
    alertFor(clientId, { id: `at ${ms}`, time: iso(clock.ms), ...extra, detail: { detectedAt: iso(ms) } });
  return { ...stage, askedAt, detectedAt };
};

describe('restored-since-alert', () => {
  test('refuses the alert of the containment that was restored, by its event’s id and by its sender’s', async () => {
    const { clientId, clock, askedAt, invoke, expectRefused } = await restored();
    await expectRefused('restored-since-alert', alertFor(clientId, { id: 'event' }));
    const again = { id: 'another event', time: iso(clock.ms), detail: { alertId: 'finding' } };
    const detectedAt = iso(askedAt - MINUTE_MS);
    const before = { ...again, detail: { ...again.detail, detectedAt } };
    await expectRefused('restored-since-alert', alertFor(clientId, before));
    // The detector’s own id, used again for what happened since, was judged by nobody.
    expect(await invoke(alertFor(clientId, again))).toMatchObject({ outcome: 'disabled' });
  });

  test('refuses an alert that shared the proof of the containment', async () => {
    const { clientId, clock, invokeAll, enable, expectRefused } = await setQuietStage();
    const second = alertFor(clientId, { id: 'second', detail: { alertId: 'second finding' } });
    const results = await invokeAll([alertFor(clientId, { id: 'first' }), second]);
    expect(results[1]).toMatchObject({ warnings: ['shared-proof'], proof: { writes: [] } });
    clock.ms += MINUTE_MS;
    await enable({ acceptUnrotatedSecret: true });
    await expectRefused('restored-since-alert', second);
  });

  test('refuses what was detected more than five minutes before the restore was asked for', async () => {
    const { askedAt, detectedAt, expectRefused } = await restored();
    await expectRefused('restored-since-alert', detectedAt(askedAt - 5 * MINUTE_MS - 1));
  });

  test.each([
    ['exactly five minutes before it', -5 * MINUTE_MS],
    ['a minute before it: doubt disables', -MINUTE_MS],
    ['after it', 1_000],
  ])('lets pass what was detected %s', async (_name, fromAsking) => {
    const { askedAt, detectedAt, invoke, portal, clientId } = await restored();
    expect(await invoke(detectedAt(askedAt + fromAsking))).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  /** Detected, by its sender's clock, long after everything that happens here. */
  const ahead = (clientId: string) =>
    alertFor(clientId, { id: 'ahead', time: iso(THREE_AM + 9 * MINUTE_MS) });

  test('refuses an event that once ended proven, whatever its sender’s clock says', async () => {
    const { clientId, clock, invoke, enable, expectRefused } = await setQuietStage();
    expect(await invoke(ahead(clientId))).toMatchObject({ outcome: 'disabled' });
    clock.ms += MINUTE_MS;
    expect(await enable({ acceptUnrotatedSecret: true })).toMatchObject({ outcome: 'enabled' });
    await expectRefused('restored-since-alert', ahead(clientId));
  });

  test('judges an event again that failed before', async () => {
    const { clientId, clock, invoke, enable, portal } = await setQuietStage();
    portal.faults.set('activate', { kind: 'status', status: 500 });
    await expect(invoke(ahead(clientId))).rejects.toThrow(RetryNeededError);
    portal.faults.clear();
    await invoke({ clientId, reason: 'by hand' });
    clock.ms += MINUTE_MS;
    expect(await enable({ acceptUnrotatedSecret: true })).toMatchObject({ outcome: 'enabled' });
    expect(await invoke(ahead(clientId))).toMatchObject({ outcome: 'disabled' });
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('lets a person disable', async () => {
    const { invoke, clientId } = await restored();
    expect(await invoke({ clientId, reason: 'after all' })).toMatchObject({ outcome: 'disabled' });
  });

  test('holds while the portal’s clock is ten minutes off', async () => {
    for (const skewMs of [10 * MINUTE_MS, -10 * MINUTE_MS]) {
      const clock = { ms: THREE_AM };
      const sleep = async (milliseconds: number) => {
        clock.ms += milliseconds;
      };
      const { portal, invoke } = await setStage({
        portal: { now: () => clock.ms + skewMs },
        dependencies: { now: () => new Date(clock.ms), sleep },
      });
      const { clientId } = portal.clients.crm;
      const alert = alertFor(clientId);
      expect(await invoke(alert)).toMatchObject({ outcome: 'disabled' });
      clock.ms += MINUTE_MS;
      await invoke({ action: 'enable', clientId, reason: 'r', acceptUnrotatedSecret: true });
      expect(await invoke(alert)).toMatchObject({ guard: { name: 'restored-since-alert' } });
      expect(portal.databaseEnabled(clientId)).toBe(true);
    }
  });
});

describe('unrotated-secret', () => {
  test('refuses where the ledger knows nothing, and where it kept no fingerprint', async () => {
    const ledger = createMemoryStore();
    const { portal, enableRequest, expectRefused, clientId } = await setQuietStage({
      dependencies: { ledger },
    });
    await portal.store.activate(clientId, false);
    await expectRefused('unrotated-secret', enableRequest);
    await ledger.writeClient(recordOf({ clientId, state: 'contained' }), TIME_LIMIT);
    await expectRefused('unrotated-secret', enableRequest);
  });

  test('refuses the secret of the containment also where another was in use in between', async () => {
    const { portal, invoke, clientId, enableRequest, expectRefused } = await setQuietStage();
    await invoke(alertFor(clientId));
    await portal.store.regenerate(clientId, 'second');
    await portal.store.regenerate(clientId, portal.clients.crm.clientSecret);
    await expectRefused('unrotated-secret', enableRequest);
  });

  test('is judged by the secret of the first alert of a containment, not of a later one', async () => {
    const { portal, invoke, clock, clientId, enable } = await setQuietStage();
    await invoke(alertFor(clientId, { id: 'first' }));
    await portal.store.regenerate(clientId, 'second');
    clock.ms += MINUTE_MS;
    await invoke(alertFor(clientId, { id: 'later', time: iso(clock.ms) }));
    expect(await enable()).toMatchObject({ outcome: 'enabled', warnings: [] });
  });

  test('may be accepted, which the result says', async () => {
    const { invoke, clientId, enable } = await setQuietStage();
    await invoke(alertFor(clientId));
    expect(await enable({ acceptUnrotatedSecret: true })).toMatchObject({
      outcome: 'enabled',
      warnings: ['secret-not-rotated'],
    });
  });
});

describe('ledger-unavailable', () => {
  test('refuses an enable, whatever is accepted', async () => {
    const { portal, clientId, enableRequest, expectRefused } = await setQuietStage({
      dependencies: { ledger: silentLedger() },
    });
    await portal.store.activate(clientId, false);
    await expectRefused('ledger-unavailable', { ...enableRequest, acceptUnrotatedSecret: true });
  });
});

describe('containment-under-way', () => {
  const begun = async (ageMs: number, extra = {}) => {
    const ledger = createMemoryStore();
    const stage = await setQuietStage({ dependencies: { ledger } });
    const { clientId, portal } = stage;
    await portal.store.activate(clientId, false);
    const intendedAt = iso(THREE_AM - ageMs);
    await ledger.writeClient(recordOf({ clientId, state: 'containing', intendedAt, ...extra }), TIME_LIMIT);
    return { ...stage, accepted: { ...stage.enableRequest, acceptUnrotatedSecret: true } };
  };

  test('refuses an enable as long as a run that disables may live', async () => {
    for (const age of [0, 14 * MINUTE_MS]) {
      const { accepted, expectRefused } = await begun(age);
      await expectRefused('containment-under-way', accepted);
    }
  });

  test.each([
    ['has ended', 0, { endedAt: iso(THREE_AM) }],
    ['cannot live any more', 15 * MINUTE_MS, {}],
  ])('lets it pass where that run %s', async (_name, age, extra) => {
    const { accepted, invoke } = await begun(age, extra);
    expect(await invoke(accepted)).toMatchObject({ outcome: 'enabled' });
  });
});

describe('breaker-open', () => {
  test('holds an alert for one client more than the limit', async () => {
    const { portal, invoke, clientId, expectRefused } = await setQuietStage({ env: { BREAKER_LIMIT: '1' } });
    await invoke(alertFor(portal.clients.backup.clientId));
    await expectRefused('breaker-open', alertFor(clientId), 'held');
  });
});

test('if something newer was decided during a restore, and the portal cannot be read, the client is disabled', async () => {
  const { portal, ledger, invoke, clientId, clock, enable } = await setQuietStage();
  await invoke(alertFor(clientId));
  clock.ms += MINUTE_MS;
  let isSwitchedOn = false;
  portal.faults.set('read', () => (isSwitchedOn ? { kind: 'status', status: 500 } : undefined));
  portal.interleave = async (point) => {
    if (point !== 'activate:after-commit' || portal.databaseEnabled(clientId) !== true || isSwitchedOn)
      return;
    isSwitchedOn = true;
    // As if an alert had been decided, written and proven in between.
    const record = await ledger.readClient(clientId, TIME_LIMIT);
    if (record === undefined) throw new Error('no intent');
    const newer = { state: 'contained', decision: 3, version: record.version + 1, runId: 'other' } as const;
    await ledger.writeClient({ ...record, ...newer }, TIME_LIMIT);
  };
  expect(await enable({ acceptUnrotatedSecret: true })).toMatchObject({
    outcome: 'failed',
    decision: 3,
    error: { name: 'SupersededError' },
  });
  expect(portal.databaseEnabled(clientId)).toBe(false);
});
