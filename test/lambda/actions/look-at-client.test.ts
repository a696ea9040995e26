import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { setStage } from '../../stage.ts';

const PATIENCE = { withinMs: 1_000 };

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
  const record = () => ledger.readClient(clientId, PATIENCE);
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
