import { expect, onTestFinished, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { type PublishedSampleOptions, startPublishedSamplePortal } from '../../portals/published-sample.ts';
import { setFunction, setStage } from '../../stage.ts';

const setSample = async (options: PublishedSampleOptions = {}, dialect = 'documented') => {
  const sample = await startPublishedSamplePortal(options);
  onTestFinished(() => sample.close());
  return {
    sample,
    ...(await setFunction({ ms: THREE_AM }, sample.url, sample.apiKey, { env: { DIALECT: dialect } })),
  };
};

/** A portal of the sample shows no secret: whether it was changed cannot be known there. */
const enable = (clientId: string, accept = true) => ({
  action: 'enable',
  clientId,
  reason: 'all clear',
  acceptUnrotatedSecret: accept,
});

for (const wrap of ['bare', 'response'] as const) {
  test(`a portal that shows the state only in its answer (${wrap}) proves by that answer, and the result says so`, async () => {
    const { sample, invoke } = await setSample({ wrap });
    const off = await invoke(alertFor(sample.clientId));
    expect(off).toMatchObject({
      outcome: 'disabled',
      client: { enabledBefore: null, enabledAfter: false },
      proof: { basis: 'response-body', writes: [{ status: 200 }, { status: 200 }] },
    });
    expect(off.warnings).toContain('state-not-shown');
    expect(sample.isEnabled(sample.clientId)).toBe(false);
    const on = await invoke(enable(sample.clientId));
    expect(on).toMatchObject({ outcome: 'enabled', proof: { basis: 'response-body' } });
    expect([...on.warnings].sort()).toEqual(['secret-rotation-unknown', 'state-not-shown']);
    expect(sample.isEnabled(sample.clientId)).toBe(true);
  });
}

test('a portal that shows no secret gets no client on again, unless the person accepts what cannot be known', async () => {
  const { sample, invoke } = await setSample();
  await invoke(alertFor(sample.clientId));
  const result = await invoke(enable(sample.clientId, false));
  expect(result).toMatchObject({ outcome: 'refused', guard: { name: 'unrotated-secret' } });
  expect(result.proof.writes).toEqual([]);
  expect(sample.isEnabled(sample.clientId)).toBe(false);
});

test('a portal that shows no state at all leaves the disable unverified, finally: a retry could prove no more', async () => {
  const { sample, invoke, published } = await setSample({ wrap: 'empty' });
  const result = await invoke(alertFor(sample.clientId));
  expect(result).toMatchObject({
    outcome: 'unverified',
    final: true,
    error: { name: 'NoProof' },
    proof: { basis: 'none' },
  });
  expect(published()).toEqual([result]);
});

test('where the sample’s portal answers a read, the read-back is the proof', async () => {
  const { sample, invoke } = await setSample({ readable: true, wrap: 'empty' });
  const result = await invoke(alertFor(sample.clientId));
  expect(result).toMatchObject({
    outcome: 'disabled',
    client: { enabledBefore: true, enabledAfter: false },
    proof: { basis: 'read-back' },
  });
});

test('the sample’s own 404 is not-found', async () => {
  const { invoke } = await setSample();
  const result = await invoke(alertFor('0d9f2f5e-9a43-4c8e-9f6e-3a1d2b4c5d6e'));
  expect(result).toMatchObject({ outcome: 'not-found', final: true });
});

test('status on a portal without a read says that it shows no state', async () => {
  const { sample, invoke } = await setSample();
  const result = await invoke({ action: 'status', clientId: sample.clientId });
  expect(result).toMatchObject({
    outcome: 'status',
    client: { enabledBefore: null },
    warnings: ['state-not-shown'],
  });
});

test('the sample’s 403 fails and says what to look at', async () => {
  const sample = await startPublishedSamplePortal();
  onTestFinished(() => sample.close());
  const { invoke } = await setFunction({ ms: THREE_AM }, sample.url, `sk-${'0'.repeat(64)}`, {
    env: { DIALECT: 'documented' },
  });
  const result = await invoke({ clientId: sample.clientId, reason: 'phishing' });
  expect(result).toMatchObject({ outcome: 'failed', error: { name: 'HttpError' } });
  expect(sample.isEnabled(sample.clientId)).toBe(true);
});

test('auto writes to a portal that speaks the sample, and ends nothing there: the alert comes again', async () => {
  const { sample, invoke, published } = await setSample({ readable: true }, 'auto');
  await expect(invoke(alertFor(sample.clientId))).rejects.toThrow(RetryNeededError);
  expect(sample.isEnabled(sample.clientId)).toBe(false);
  expect(published()[0]).toMatchObject({
    outcome: 'unverified',
    final: false,
    client: { enabledBefore: null, enabledAfter: null },
    error: { name: 'NotAPortalError' },
    proof: { basis: 'none', writes: [{ status: 200 }, { status: 200 }] },
  });
  expect(published()[0]?.error?.message).toContain('set DIALECT to documented');
  expect(published()[0]?.nextSteps.join()).toContain('set dialect to documented');
});

test('auto enables nothing where it had to guess', async () => {
  const { sample, invoke } = await setSample({ readable: true }, 'auto');
  const result = await invoke(enable(sample.clientId));
  expect(result).toMatchObject({ outcome: 'failed', error: { name: 'NotAPortalError' } });
  expect(sample.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('what took a documented write for a moment is forgotten: no alert, check or watch after it is misled', async () => {
  const { portal, invoke, clock } = await setStage();
  const { crm, backup } = portal.clients;
  await invoke(alertFor(backup.clientId));
  // Its signature is over when the stand-in comes.
  clock.ms += 10 * 60_000;
  const missing: Fault = { kind: 'status', status: 404, contentType: 'application/json', body: '{}' };
  portal.faults.set('any', missing);
  portal.faults.set('unknown', { ...missing, status: 201 });
  await expect(invoke(alertFor(crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(await invoke({ action: 'check' })).toMatchObject({ outcome: 'unhealthy' });
  expect(await invoke({ schedule: 'watch' })).toMatchObject({
    outcome: 'failed',
    error: { name: 'NotAPortalError' },
  });
  expect(portal.databaseEnabled(crm.clientId)).toBe(true);

  portal.faults.clear();
  expect(await invoke({ action: 'check' })).toMatchObject({ outcome: 'healthy' });
  expect(await invoke(alertFor(crm.clientId))).toMatchObject({ outcome: 'disabled', final: true });
  expect(portal.databaseEnabled(crm.clientId)).toBe(false);
});

test('auto does not take a suspended portal for one that speaks the sample, and works once it is back', async () => {
  const { portal, invoke, published } = await setStage();
  const { clientId } = portal.clients.crm;
  portal.suspended = true;
  await expect(invoke(alertFor(clientId))).rejects.toThrow(RetryNeededError);
  expect(published()[0]).toMatchObject({ outcome: 'failed', error: { name: 'NotAPortalError' } });
  expect(published()[0]?.error?.message).toContain('suspended portal or not a DocSpace');
  portal.suspended = false;
  expect((await invoke(alertFor(clientId))).outcome).toBe('disabled');
});

test('the sample’s write never changes anything on a real portal, and is never claimed to', async () => {
  const { portal, invoke, published } = await setStage({ env: { DIALECT: 'documented' } });
  await expect(invoke(alertFor(portal.clients.crm.clientId))).rejects.toThrow(RetryNeededError);
  expect(published()[0]?.outcome).toBe('failed');
  expect(portal.databaseEnabled(portal.clients.crm.clientId)).toBe(true);
});
