import { expect, test } from 'vitest';
import type { ContainmentResult } from '../../lambda/contract/result.ts';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';
import { alertFor } from '../alerts.ts';
import { setStage } from '../stage.ts';

const stageWithoutBus = async (fails: (nth: number) => boolean) => {
  const tried: ContainmentResult[] = [];
  const stage = await setStage({
    dependencies: {
      publishResult: async (result) => {
        tried.push(result);
        if (fails(tried.length)) throw new Error('no bus');
      },
    },
  });
  return { ...stage, tried };
};

test('an alert whose result cannot be published is delivered again, and then reports what the ledger holds', async () => {
  const { portal, invoke, ledger, clock, tried, logs } = await stageWithoutBus((nth) => nth <= 2);
  const { clientId } = portal.clients.crm;
  const alert = alertFor(clientId);
  await expect(invoke(alert)).rejects.toThrow(RetryNeededError);
  const writes = portal.activationWrites(clientId).length;
  clock.ms += 60_000;
  await expect(invoke(alert)).rejects.toThrow(RetryNeededError);
  clock.ms += 120_000;
  const result = await invoke(alert);

  expect(tried).toEqual([result, result, result]);
  expect(result).toMatchObject({ outcome: 'disabled', decision: 1 });
  expect(portal.activationWrites(clientId).length).toBe(writes);
  const record = await ledger.readClient(clientId, { withinMs: 1_000 });
  expect(record).toMatchObject({ state: 'contained', resultId: result.resultId });
  // Whole in the log as well, each time.
  const kept = logs.filter(({ code }) => code === 'KS300').map(({ fields: { result: logged } }) => logged);
  expect(kept).toEqual([result, result]);
});

test('a refusal that cannot be published is reported again by the retry, and the portal is left alone', async () => {
  const { portal, invoke, tried } = await stageWithoutBus((nth) => nth === 1);
  const { clientId } = portal.clients.crm;
  const alert = alertFor(clientId, { detail: { severity: 'low' } });
  await expect(invoke(alert)).rejects.toThrow(RetryNeededError);
  expect(await invoke(alert)).toMatchObject({ outcome: 'refused' });
  expect(tried[0]?.resultId).toBe(tried[1]?.resultId);
  expect(portal.activationWrites()).toEqual([]);
});

test('a disable by hand whose result cannot be published says so, and is known to the ledger', async () => {
  const { portal, invoke, ledger } = await stageWithoutBus(() => true);
  const { clientId } = portal.clients.crm;
  expect(await invoke({ clientId, reason: 'r' })).toMatchObject({
    outcome: 'disabled',
    warnings: ['result-not-published'],
  });
  expect(await ledger.readClient(clientId, { withinMs: 1_000 })).toMatchObject({ state: 'contained' });
});
