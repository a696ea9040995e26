import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const TIME_LIMIT = { withinMs: 1_000 };

/** A client whose disable ended without any answer that says what became of it. */
const unanswered = async () => {
  const stage = await setStage({ portal: { rateLimit: Number.POSITIVE_INFINITY } });
  const { portal, invoke, published, ledger, clock } = stage;
  const { clientId } = portal.clients.crm;
  portal.faults.set('activate', { kind: 'status', status: 500 });
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  expect(published()).toMatchObject([
    { outcome: 'failed', final: false, warnings: ['may-still-take-effect'], client: { enabledAfter: null } },
  ]);
  portal.faults.clear();
  portal.clearCalls();
  const record = () => ledger.readClient(clientId, TIME_LIMIT);
  expect(await record()).toMatchObject({ state: 'containing', unansweredAt: expect.any(String) });
  const endedAt = clock.ms;
  return {
    ...stage,
    clientId,
    record,
    reported: () => published().slice(1),
    watchAt: (sinceEnd: number) => {
      clock.ms = endedAt + sinceEnd;
      return invoke({ schedule: 'watch' });
    },
  };
};

describe('a client whose disabling writes were never answered', () => {
  test('is looked at from 330 s after on; while it is on, nothing is reported and nothing written', async () => {
    const { portal, clientId, reported, record, watchAt } = await unanswered();
    await watchAt(329_000);
    expect(portal.calls).toEqual([]);
    for (const sinceEnd of [330_000, 630_000]) {
      portal.clearCalls();
      await watchAt(sinceEnd);
      expect(portal.calls.map(({ operation }) => operation)).toContain('read');
    }
    expect([reported(), portal.activationWrites()]).toEqual([[], []]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect((await record())?.state).toBe('containing');
  });

  test('is proven and reported once the portal shows that a write took effect late', async () => {
    const { portal, clientId, reported, record, watchAt } = await unanswered();
    await watchAt(330_000);
    await portal.store.activate(clientId, false);
    await watchAt(630_000);
    expect(reported()).toMatchObject([
      {
        outcome: 'already-disabled',
        action: 'watch',
        trigger: { type: 'schedule' },
        client: { clientId, enabledBefore: false, enabledAfter: false },
        proof: { writes: [{ enabled: false, status: 200 }], basis: 'read-back' },
        warnings: [],
      },
    ]);
    expect(await record()).toMatchObject({ state: 'contained', provenAt: expect.any(String) });
    expect(portal.databaseEnabled(clientId)).toBe(false);
    await watchAt(930_000);
    expect(reported()).toHaveLength(1);
  });
});

/** A client whose enable ended without an answer to its write, and which was disabled again. */
const enabledInDoubt = async (env: Record<string, string> = {}) => {
  const stage = await setStage({ env, portal: { rateLimit: Number.POSITIVE_INFINITY } });
  const { portal, clock, invoke, published, ledger } = stage;
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  clock.ms += 3_600_000;
  portal.faults.set('activate', { kind: 'status', status: 500 }, { times: 1 });
  const enable = { action: 'enable', clientId, reason: 'false alarm', acceptUnrotatedSecret: true };
  const failed = await invoke(enable);
  expect([failed.outcome, failed.warnings]).toEqual([
    'failed',
    expect.arrayContaining(['may-still-take-effect']),
  ]);
  expect(portal.databaseEnabled(clientId)).toBe(false);
  portal.clearCalls();
  const reported = published().length;
  return {
    ...stage,
    clientId,
    record: () => ledger.readClient(clientId, TIME_LIMIT),
    reported: () => published().slice(reported),
    /** The portal applies what it took in before; or somebody enables the client there: it looks the same. */
    comesOn: () => portal.store.activate(clientId, true),
    watchLater: () => {
      clock.ms += 360_000;
      return invoke({ schedule: 'watch' });
    },
  };
};

describe('a client whose enabling write was never answered', () => {
  test('and takes effect late is reported once as the kill switch’s own doing, and left to a person', async () => {
    const { portal, clientId, comesOn, watchLater, reported, record } = await enabledInDoubt();
    await comesOn();
    await watchLater();
    const [drifted] = reported();
    expect(drifted).toMatchObject({
      outcome: 'drifted',
      client: { clientId, enabledBefore: true },
      warnings: ['late-effect'],
    });
    expect(drifted?.summary).toContain('an enabling write of the kill switch');
    expect(drifted?.summary).not.toContain('outside');
    expect(drifted?.nextSteps.join(' ')).not.toContain('who enabled it');
    await watchLater();
    expect(reported()).toHaveLength(1);
    expect(await record()).toMatchObject({ state: 'drifted' });
    expect(portal.activationWrites()).toEqual([]);
  });

  test('is disabled where the settings disable drift, and the result does not blame somebody else', async () => {
    const { portal, clientId, comesOn, watchLater, reported } = await enabledInDoubt({ ON_DRIFT: 'disable' });
    await comesOn();
    await watchLater();
    expect(reported()).toMatchObject([{ outcome: 'disabled', warnings: ['late-effect'] }]);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('and which the watch has seen off since was enabled by somebody else', async () => {
    const { portal, comesOn, watchLater, reported } = await enabledInDoubt();
    await watchLater();
    await comesOn();
    await watchLater();
    expect(reported()).toMatchObject([{ outcome: 'drifted', warnings: [] }]);
    expect(reported()[0]?.summary).toContain('outside the kill switch');
    expect(portal.activationWrites()).toEqual([]);
  });
});

test('a client that is on after a restore died in the middle was enabled by the kill switch itself', async () => {
  const { portal, clock, invoke, published, ledger } = await setStage();
  const { clientId } = portal.clients.crm;
  await invoke(alertFor(clientId));
  const known = await ledger.readClient(clientId, TIME_LIMIT);
  if (known === undefined) throw new Error('no record');
  const begun = {
    state: 'restoring' as const,
    intendedAt: new Date(clock.ms).toISOString(),
    endedAt: undefined,
  };
  await ledger.writeClient({ ...known, ...begun, version: known.version + 1 }, TIME_LIMIT);
  clock.ms += 1_200_000;
  await portal.store.activate(clientId, true);
  await invoke({ schedule: 'watch' });
  expect(published().at(-1)).toMatchObject({ outcome: 'drifted', warnings: ['late-effect'] });
});
