import { describe, expect, test } from 'vitest';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import { setRig } from './rig.ts';

const disable = async ({
  shownOff = false,
  ...options
}: Parameters<typeof setRig>[0] & { shownOff?: boolean } = {}) => {
  const rig = await setRig(options);
  return {
    ...rig,
    prove: (client = rig.client) => proveDisabled(client, rig.clientId, { shownOff }, rig.run),
  };
};

const statuses = (evidence: Awaited<ReturnType<typeof proveDisabled>>) =>
  evidence.writes.map(({ status }) => status);

describe('a client is off when two writes were accepted and a read shows it', () => {
  test('write, settle, write again, settle, read', async () => {
    const { prove, portal, clock, sleeps, warnings, isOn } = await disable();
    const start = clock.ms;

    const evidence = await prove();

    expect(evidence).toMatchObject({
      verdict: 'proven',
      basis: 'read-back',
      enabledAfter: false,
      contradicted: false,
      error: undefined,
      acceptedAt: new Date(start),
      verifiedAt: new Date(start + 520),
    });
    expect(statuses(evidence)).toEqual([200, 200]);
    expect(portal.calls.map(({ operation, at }) => [operation, at - start])).toEqual([
      ['token', 0],
      ['activate', 0],
      ['activate', 260],
      ['read', 520],
    ]);
    expect([sleeps, warnings, isOn()]).toEqual([[260, 260], [], false]);
  });

  test('one confirming write is enough for a client that was shown off', async () => {
    const { prove, warnings, callsTo, isOn } = await disable({ shownOff: true });
    const evidence = await prove();
    expect([evidence.verdict, statuses(evidence), callsTo('read').length]).toEqual(['proven', [200], 1]);
    expect([warnings, isOn()]).toEqual([[], false]);
  });

  test('a read-back that shows it on begins a second round, with both writes', async () => {
    const { prove, client, clientId, portal, warnings, isOn } = await disable();
    let reads = 0;
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        reads += 1;
        if (reads === 1) await portal.store.activate(clientId, true);
        return client.readClient(id, deadline);
      },
    });
    expect(evidence).toMatchObject({ verdict: 'proven', contradicted: true, enabledAfter: false });
    expect([statuses(evidence), warnings, isOn()]).toEqual([
      [200, 200, 200, 200],
      ['enabled-meanwhile'],
      false,
    ]);
  });

  test('a client shown off that turns out to be on gets the full round after its one write', async () => {
    const { prove, client, clientId, portal, isOn } = await disable({ shownOff: true });
    let reads = 0;
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        reads += 1;
        if (reads === 1) await portal.store.activate(clientId, true);
        return client.readClient(id, deadline);
      },
    });
    expect([evidence.verdict, statuses(evidence), isOn()]).toEqual(['proven', [200, 200, 200], false]);
  });

  test('a client that somebody keeps enabling is not proven off after four writes, and there it ends', async () => {
    const { prove, client, clientId, portal, isOn } = await disable();
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        await portal.store.activate(clientId, true);
        return client.readClient(id, deadline);
      },
    });
    expect(evidence).toMatchObject({
      verdict: 'unproven',
      contradicted: true,
      enabledAfter: true,
      verifiedAt: undefined,
      error: undefined,
    });
    expect([statuses(evidence), isOn()]).toEqual([[200, 200, 200, 200], true]);
  });
});

describe('the rate limit', () => {
  test('is waited for before the first write, which is no write until it is accepted', async () => {
    const { prove, portal, sleeps, warnings } = await disable();
    portal.faults.set('activate', { kind: '429' }, { times: 2 });
    const evidence = await prove();
    expect([evidence.verdict, statuses(evidence)]).toEqual(['proven', [200, 200]]);
    expect(sleeps).toEqual([7_386, 7_386, 260, 260]);
    expect(warnings).toContain('rate-limited');
    expect(warnings).not.toContain('single-write');
  });

  test('is not waited for before the second write: settle and read decide', async () => {
    const { prove, portal, sleeps, warnings, isOn } = await disable();
    portal.faults.set('activate', { kind: '429' }, { skip: 1, times: 1 });
    const evidence = await prove();
    expect([evidence.verdict, statuses(evidence), isOn()]).toEqual(['proven', [200], false]);
    expect(sleeps.every((milliseconds) => milliseconds <= 260)).toBe(true);
    expect(warnings).toContain('single-write');
  });

  test.each([
    [10, [200, 200], []],
    [9, [200], ['single-write']],
  ])(
    'with %i calls left after the first write: under ten they are other clients’',
    async (left, sent, said) => {
      const { prove, client, clientId, run, warnings, portal } = await disable();
      for (let spent = left; spent < 14; spent += 1) await client.setActivation(clientId, true, run.deadline);
      const evidence = await prove();
      expect([evidence.verdict, statuses(evidence), warnings]).toEqual(['proven', sent, said]);
      expect(portal.calls.at(-1)?.operation).toBe('read');
    },
  );

  test('that lasts longer than the run ends it unwritten', async () => {
    const { prove, portal, clock, isOn } = await disable({ remainingMs: 50_000 });
    const end = clock.ms + 50_000;
    portal.faults.set('activate', { kind: '429' });
    const evidence = await prove();
    expect(evidence).toMatchObject({ verdict: 'unwritten', writes: [], error: { name: 'DeadlineError' } });
    expect(clock.ms).toBeLessThanOrEqual(end);
    expect(isOn()).toBe(true);
  });

  test('of reads is waited for before the proof', async () => {
    const { prove, portal } = await disable();
    portal.faults.set('read', { kind: '429' }, { times: 3 });
    expect(await prove()).toMatchObject({ verdict: 'proven', enabledAfter: false });
  });
});
