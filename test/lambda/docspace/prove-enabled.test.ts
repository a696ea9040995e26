import { describe, expect, test } from 'vitest';
import { proveEnabled } from '../../../lambda/docspace/prove-enabled.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { givenUpSoon, setRig } from './rig.ts';

const enable = async (options: Parameters<typeof setRig>[0] = {}) => {
  const rig = await setRig(options);
  await rig.portal.store.activate(rig.clientId, false);
  await rig.client.readClient(rig.clientId, rig.run.deadline);
  rig.portal.clearCalls();
  const enabling = () => rig.portal.activationWrites().filter(({ enabled }) => enabled === true).length;
  return { ...rig, enabling, prove: (client = rig.client) => proveEnabled(client, rig.clientId, rig.run) };
};

const statuses = (evidence: Awaited<ReturnType<typeof proveEnabled>>) =>
  evidence.writes.map(({ status }) => status);

describe('a client is on when one write was accepted and a read shows it', () => {
  test('write, settle, read', async () => {
    const { prove, portal, clock, isOn, warnings } = await enable();
    const start = clock.ms;
    const evidence = await prove();
    expect(evidence).toMatchObject({
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: true,
      error: undefined,
    });
    expect(portal.calls.map(({ operation, at }) => [operation, at - start])).toEqual([
      ['activate', 0],
      ['read', 260],
    ]);
    expect([statuses(evidence), isOn(), warnings]).toEqual([[200], true, []]);
  });

  test('a read-back that shows it off is answered with one more write', async () => {
    const { prove, portal, client, clientId, isOn } = await enable();
    let reads = 0;
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        reads += 1;
        if (reads === 1) await portal.store.activate(clientId, false);
        return client.readClient(id, deadline);
      },
    });
    expect([evidence.verdict, statuses(evidence), isOn()]).toEqual(['proven', [200, 200], true]);
  });

  test('a client that somebody keeps disabling is not enabled a third time', async () => {
    const { prove, portal, client, clientId, isOn, enabling } = await enable();
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        await portal.store.activate(clientId, false);
        return client.readClient(id, deadline);
      },
    });
    expect(evidence).toMatchObject({ verdict: 'unproven', enabledAfter: false });
    expect([enabling(), isOn()]).toEqual([2, false]);
  });

  test('the rate limit is waited for', async () => {
    const { prove, portal, sleeps, warnings } = await enable();
    portal.faults.set('activate', { kind: '429' }, { times: 1 });
    expect((await prove()).verdict).toBe('proven');
    expect([sleeps, warnings]).toEqual([[7_386, 260], ['rate-limited']]);
  });
});

describe('what is doubtful stops an enable', () => {
  test.each<[string, Fault]>([
    ['a reset before it', { kind: 'reset-before' }],
    ['a reset after it', { kind: 'reset-after' }],
    ['a 500 instead', { kind: 'status', status: 500 }],
    ['a 500 after it', { kind: 'status-after', status: 500 }],
    ['a 502 of the gateway', { kind: 'html-502' }],
    ['an answer that breaks off', { kind: 'truncated-json', abrupt: true }],
    ['no answer', { kind: 'hang' }],
  ])(
    'an enable whose effect is unknown (%s) is taken back, and may still take effect',
    async (_name, fault) => {
      const { prove, portal, isOn, warnings, enabling } = await enable(givenUpSoon(fault));
      portal.faults.set('activate', fault, { times: 1 });
      const evidence = await prove();
      expect(evidence).toMatchObject({ verdict: 'unwritten', enabledAfter: false });
      expect(evidence.error).toBeDefined();
      expect(statuses(evidence).slice(1)).toEqual([200, 200]);
      expect(warnings).toContain('may-still-take-effect');
      expect(isOn()).toBe(false);
      expect(enabling()).toBeLessThanOrEqual(1);
    },
  );

  test('a second enable whose effect is unknown is taken back, too', async () => {
    const { prove, portal, client, clientId, isOn, warnings } = await enable();
    portal.faults.set('activate', { kind: 'status-after', status: 500 }, { skip: 1, times: 1 });
    let reads = 0;
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        reads += 1;
        if (reads === 1) await portal.store.activate(clientId, false);
        return client.readClient(id, deadline);
      },
    });
    expect([evidence.verdict, isOn()]).toEqual(['unwritten', false]);
    expect(warnings).toContain('may-still-take-effect');
  });

  test('an enable that comes late is warned of before it comes', async () => {
    const late: Fault = { kind: 'late-write', ms: Number.POSITIVE_INFINITY };
    const { prove, portal, isOn, warnings } = await enable(givenUpSoon(late));
    portal.faults.set('activate', late, { times: 1 });
    expect(await prove()).toMatchObject({ verdict: 'unwritten', enabledAfter: false });
    expect(isOn()).toBe(false);
    await portal.faults.releaseLate();
    expect([isOn(), warnings]).toEqual([true, ['may-still-take-effect']]);
  });

  test('a token exchange that fails has enabled nothing: nothing is written, nothing is warned of', async () => {
    const { prove, portal, clock, callsTo, warnings } = await enable();
    clock.ms += 5 * 60_000;
    portal.faults.set('token', { kind: 'html-502' }, { times: 1 });
    const evidence = await prove();
    expect(evidence).toMatchObject({ verdict: 'unwritten', writes: [], error: { name: 'HttpError' } });
    expect([callsTo('activate').length, warnings]).toEqual([0, []]);
  });

  test('an enable is not sent so late that no time is left to take it back', async () => {
    const { prove, portal, client, clock, isOn } = await enable({ remainingMs: 12_000 });
    portal.faults.set('activate', (nth) =>
      nth === 0 ? { kind: '429' } : nth === 1 ? { kind: 'reset-after' } : undefined,
    );
    await prove({
      ...client,
      // A call that is given up has used all of its time.
      setActivation: (id, enabled, deadline) =>
        client.setActivation(id, enabled, deadline).catch((error: unknown) => {
          if (error instanceof Error && error.name === 'NetworkError') clock.ms += 10_000;
          throw error;
        }),
    });
    expect(isOn()).toBe(false);
  });

  test.each([400, 403, 404])('a %i is a refusal: there is nothing to take back', async (status) => {
    const { prove, portal, callsTo, warnings } = await enable();
    portal.faults.set('activate', { kind: 'status', status, body: '{}' });
    expect(await prove()).toMatchObject({ verdict: 'unwritten', error: { status } });
    expect([callsTo('activate').length, warnings]).toEqual([1, []]);
  });

  test('an accepted enable whose read-back fails is unproven', async () => {
    const { prove, portal, enabling } = await enable();
    portal.faults.set('read', { kind: 'status', status: 500 });
    expect(await prove()).toMatchObject({ verdict: 'unproven', enabledAfter: null, error: { status: 500 } });
    expect(enabling()).toBe(1);
  });
});
