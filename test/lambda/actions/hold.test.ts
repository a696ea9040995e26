import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { findingEvent } from '../../findings.ts';
import { silentLedger } from '../../ledgers.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const PATIENCE = { withinMs: 1_000 };
const MINUTE_MS = 60_000;
const APPROVE = { MODE: 'approve' };
const PROPOSES = { HOLD_SEVERITY: 'medium' };

const setHolding = async (env: Record<string, string>, options: StageOptions = {}) => {
  const stage = await setStage({ env, portal: { rateLimit: Number.POSITIVE_INFINITY }, ...options });
  const { portal, ledger, invoke, published } = stage;
  const { clientId } = portal.clients.crm;
  const record = () => ledger.readClient(clientId, PATIENCE);
  /** The result of an alert about the client, whether or not it is delivered again. */
  const deliver = async (severity = 'critical', overrides: Record<string, unknown> = {}) => {
    await invoke(alertFor(clientId, { ...overrides, detail: { severity, alertId: 'finding' } })).catch(
      (error: unknown) => {
        if (!(error instanceof RetryNeededError)) throw error;
      },
    );
    const result = published().at(-1);
    if (result === undefined) throw new Error('nothing was published');
    return result;
  };
  const listed = async () => (await invoke({ action: 'list' })).clients ?? [];
  return { ...stage, clientId, record, deliver, listed };
};

/** What was known of the client before the alert. */
const HISTORIES = {
  unknown: async () => undefined,
  contained: async ({ invoke, clientId }) => {
    await invoke({ clientId, reason: 'by hand' });
  },
  restored: async ({ invoke, clientId, clock }) => {
    await invoke({ clientId, reason: 'by hand' });
    await invoke({ action: 'enable', clientId, reason: 'closed', acceptUnrotatedSecret: true });
    clock.ms += 10 * MINUTE_MS;
  },
} satisfies Record<string, (stage: Awaited<ReturnType<typeof setHolding>>) => Promise<unknown>>;

type Row = readonly [
  mode: 'enforce' | 'approve' | 'dry-run',
  severity: 'low' | 'medium' | 'high',
  seen: 'on' | 'off' | 'not shown',
  record: keyof typeof HISTORIES,
  outcome: string,
  guard?: string,
];

/** From medium up to high an alert is held. */
const ROWS: readonly Row[] = [
  ['enforce', 'low', 'on', 'unknown', 'refused', 'below-severity'],
  ['enforce', 'low', 'off', 'contained', 'refused', 'below-severity'],
  ['enforce', 'medium', 'on', 'unknown', 'held', 'below-severity'],
  ['enforce', 'medium', 'on', 'contained', 'held', 'below-severity'],
  ['enforce', 'medium', 'on', 'restored', 'held', 'below-severity'],
  ['enforce', 'medium', 'off', 'unknown', 'already-disabled'],
  ['enforce', 'medium', 'off', 'contained', 'already-disabled'],
  ['enforce', 'medium', 'not shown', 'unknown', 'failed'],
  ['enforce', 'high', 'on', 'unknown', 'disabled'],
  ['enforce', 'high', 'not shown', 'unknown', 'disabled'],
  ['approve', 'low', 'on', 'unknown', 'refused', 'below-severity'],
  ['approve', 'low', 'off', 'contained', 'refused', 'below-severity'],
  ['approve', 'medium', 'on', 'unknown', 'held', 'below-severity'],
  ['approve', 'high', 'on', 'unknown', 'held', 'needs-approval'],
  ['approve', 'high', 'on', 'contained', 'held', 'needs-approval'],
  ['approve', 'high', 'on', 'restored', 'held', 'needs-approval'],
  ['approve', 'medium', 'off', 'unknown', 'held', 'needs-approval'],
  ['approve', 'high', 'off', 'unknown', 'held', 'needs-approval'],
  ['approve', 'high', 'off', 'restored', 'held', 'needs-approval'],
  ['approve', 'medium', 'off', 'contained', 'already-disabled'],
  ['approve', 'high', 'off', 'contained', 'already-disabled'],
  ['approve', 'high', 'not shown', 'unknown', 'failed'],
  ['approve', 'high', 'not shown', 'restored', 'failed'],
  ['dry-run', 'low', 'on', 'unknown', 'refused', 'below-severity'],
  ['dry-run', 'medium', 'on', 'unknown', 'dry-run'],
  ['dry-run', 'high', 'off', 'unknown', 'dry-run'],
];

const WRITES = ['disabled', 'already-disabled'];

describe('an alert, by mode, severity, state and record', () => {
  test.for(ROWS)('%s, %s, %s, %s: %s %s', async ([mode, severity, seen, history, outcome, guard]) => {
    const stage = await setHolding({ MODE: mode, ...PROPOSES });
    const { portal, clientId, record, deliver } = stage;
    await HISTORIES[history](stage);
    stage.clock.ms += 6 * MINUTE_MS;
    const isOn = seen === 'on' || (seen === 'not shown' && history !== 'contained');
    await portal.store.activate(clientId, isOn);
    if (seen === 'not shown') portal.faults.set('read', { kind: 'status', status: 500 }, { times: 1 });
    portal.clearCalls();
    const before = await record();

    const time = new Date(stage.clock.ms).toISOString();
    const result = await deliver(severity, { time });
    expect([result.outcome, result.guard?.name]).toEqual([outcome, guard]);
    expect(result.final).toBe(outcome !== 'failed');
    if (WRITES.includes(outcome)) {
      expect(portal.databaseEnabled(clientId)).toBe(false);
      expect((await record())?.held).toBeUndefined();
      return;
    }
    expect(result.proof.writes).toEqual([]);
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(isOn);
    if (outcome === 'refused') expect(portal.calls).toEqual([]);
    if (outcome === 'held') {
      expect((await record())?.state).toBe(before?.state);
      expect((await record())?.held?.by).toMatchObject({ alertId: 'finding' });
    } else expect(await record()).toEqual(before);
  });
});

describe('a held client', () => {
  test.for<[string, Record<string, string>, string]>([
    ['mode approve', APPROVE, 'critical'],
    ['holdSeverity', PROPOSES, 'medium'],
  ])('under %s takes no slot of the breaker', async ([, env, severity]) => {
    const { portal, ledger, deliver, invoke, published } = await setHolding({ ...env, BREAKER_LIMIT: '1' });
    expect((await deliver(severity)).outcome).toBe('held');
    const slot = { runId: 'r', now: new Date(), limit: 1, windowMs: MINUTE_MS };
    const { clientId } = portal.clients.backup;
    expect(await ledger.takeSlot({ ...slot, clientId }, PATIENCE)).toMatchObject({ kind: 'taken' });
    await invoke(alertFor(clientId, { id: 'other', detail: { severity } }));
    expect(published().at(-1)?.outcome).toBe('held');
    expect(portal.activationWrites()).toEqual([]);
  });

  test('is reported with what the client is and the one command that contains it, and is listed', async () => {
    const { clientId, deliver, listed } = await setHolding({
      ...APPROVE,
      AWS_LAMBDA_FUNCTION_NAME: 'KillSwitch-main',
    });
    const { client, summary, nextSteps } = await deliver();
    expect(client).toMatchObject({ clientId, enabledBefore: true, scopes: expect.any(Array) });
    const command = `docspace-kill-switch disable ${clientId} --stack KillSwitch-main --reason "<why>"`;
    expect(summary).toContain(command);
    expect(nextSteps).toEqual([
      `To disable it: ${command}`,
      `In the console: {"action": "disable", "clientId": "${clientId}", "reason": "<why>"}`,
      expect.stringContaining('"action": "enable"'),
    ]);
    expect(await listed()).toMatchObject([{ clientId, state: 'held', by: { alertId: 'finding' } }]);
  });

  test('is joined by further alerts, which show the hold; a retry of the first shows none', async () => {
    const { deliver, record, listed, portal } = await setHolding(APPROVE);
    const first = await deliver();
    expect(first.containment).toBeUndefined();
    expect((await deliver()).containment).toBeUndefined();
    const further = await deliver('critical', { id: 'another' });
    expect(further).toMatchObject({ outcome: 'held', containment: { state: 'held' } });
    expect((await record())?.alertIds).toEqual([expect.any(String), 'another', 'finding']);
    expect(await listed()).toHaveLength(1);
    expect(portal.activationWrites()).toEqual([]);
  });

  test('is disabled by a person, and the result and the record carry the alert on', async () => {
    const { portal, clientId, deliver, invoke, published, record, clock } = await setHolding(APPROVE);
    const held = await deliver();
    const byHand = await invoke({ clientId, reason: 'the alert is right' });
    expect(byHand).toMatchObject({
      outcome: 'disabled',
      trigger: {
        type: 'manual',
        reason: 'the alert is right',
        heldAlert: { alertId: 'finding', source: 'security.alerts', reason: held.trigger.reason },
      },
    });
    expect(published().at(-1)).toEqual(byHand);
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(await record()).toMatchObject({
      state: 'contained',
      alertIds: expect.arrayContaining(['finding']),
    });
    expect((await record())?.held).toBeUndefined();
    // Restored: the alert that had held it was judged, too.
    clock.ms += MINUTE_MS;
    await invoke({ action: 'enable', clientId, reason: 'closed', acceptUnrotatedSecret: true });
    const writes = portal.activationWrites().length;
    expect(await deliver()).toMatchObject({ outcome: 'refused', guard: { name: 'restored-since-alert' } });
    expect(portal.activationWrites().length).toBe(writes);
    const again = await invoke({ clientId, reason: 'once more' });
    expect(again.trigger.heldAlert).toBeUndefined();
  });

  test('is off and unknown to the ledger: the result says so, and advises nobody to enable it', async () => {
    const { portal, clientId, deliver } = await setHolding(APPROVE);
    await portal.store.activate(clientId, false);
    const { summary, nextSteps } = await deliver();
    expect(summary).toContain('is off and held for a person by the guard needs-approval');
    expect(nextSteps.join()).not.toContain('enable"');
  });
});

describe('where alerts only propose', () => {
  test('a drill is a dry run, and holds nobody', async () => {
    const { portal, clientId, invoke, record } = await setHolding(APPROVE);
    const drill = alertFor(clientId, { detail: { dryRun: true } });
    expect(await invoke(drill)).toMatchObject({ outcome: 'dry-run' });
    expect([await record(), portal.activationWrites()]).toEqual([undefined, []]);
  });

  test('a button is held like any alert; under holdSeverity alone it acts', async () => {
    for (const [env, outcome] of [
      [APPROVE, 'held'],
      [PROPOSES, 'disabled'],
    ] as const) {
      const { portal, invokeAll } = await setHolding({
        INPUTS: 'asff',
        MAX_ALERT_AGE: '9999d',
        MINIMUM_SEVERITY: 'critical',
        ...env,
      });
      const { clientId } = portal.clients.crm;
      const [result] = await invokeAll(findingEvent('asff-custom-action', { clientId }));
      expect(result?.outcome).toBe(outcome);
      expect(portal.databaseEnabled(clientId)).toBe(outcome === 'held');
    }
  });

  test('an alert fails while the ledger does not answer: nothing is written, and it is delivered again', async () => {
    const { portal, deliver } = await setHolding(APPROVE, { dependencies: { ledger: silentLedger() } });
    expect(await deliver()).toMatchObject({
      outcome: 'failed',
      final: false,
      error: { name: 'LedgerError' },
      proof: { writes: [] },
    });
    expect(portal.activationWrites()).toEqual([]);
  });

  test('a client that the portal has not shown is never held: the alert fails with the cause', async () => {
    const { portal, deliver, record } = await setHolding(APPROVE);
    portal.faults.set('read', { kind: 'status', status: 500 });
    expect(await deliver()).toMatchObject({ outcome: 'failed', error: { name: 'NotHeldError' } });
    expect([await record(), portal.activationWrites()]).toEqual([undefined, []]);
  });

  test('a retry ends what its first run began before the mode was changed', async () => {
    const enforced = await setHolding({});
    const { portal, ledger, clientId, deliver } = enforced;
    portal.faults.set('activate', { kind: 'status', status: 500 });
    expect((await deliver()).outcome).toBe('failed');
    portal.faults.clear();
    const approving = await setHolding(APPROVE, {
      portalUrl: portal.url,
      secret: portal.keys.admin,
      dependencies: { ledger },
    });
    await approving.invoke(alertFor(clientId, { detail: { severity: 'critical', alertId: 'finding' } }));
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });
});
