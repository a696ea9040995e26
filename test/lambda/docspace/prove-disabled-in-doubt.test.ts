import { describe, expect, test } from 'vitest';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { isEndless } from '../../patient-fetch.ts';
import { givenUpSoon, setRig } from './rig.ts';

const disable = async (options: Parameters<typeof setRig>[0] = {}) => {
  const rig = await setRig(options);
  await rig.client.readClient(rig.clientId, rig.run.deadline);
  rig.portal.clearCalls();
  return {
    ...rig,
    prove: (client = rig.client) => proveDisabled(client, rig.clientId, { shownOff: false }, rig.run),
  };
};

const statuses = (evidence: Awaited<ReturnType<typeof proveDisabled>>) =>
  evidence.writes.map(({ status }) => status);

/** Ways in which a write ends without anybody knowing whether it was done. */
const DOUBTS: readonly [string, Fault, number | null][] = [
  ['a reset before it', { kind: 'reset-before' }, null],
  ['a reset after it', { kind: 'reset-after' }, null],
  ['a 500 instead', { kind: 'status', status: 500 }, 500],
  ['a 500 after it', { kind: 'status-after', status: 500 }, 500],
  ['a 502 of the gateway', { kind: 'html-502' }, 502],
  ['a locked database', { kind: 'database-locked' }, 500],
  ['an answer that breaks off', { kind: 'truncated-json', abrupt: true }, null],
  ['an answer too large to be one', { kind: 'huge-body', bytes: 5_000_000 }, null],
  ['no answer', { kind: 'hang' }, null],
  ['no answer, and a write that comes late', { kind: 'late-write', ms: Number.POSITIVE_INFINITY }, null],
  ['headers without an end', { kind: 'slow-body', ms: 60_000 }, null],
];

describe.each(DOUBTS)('a write whose effect is unknown: %s', (_name, fault, status) => {
  test('does not count, however the read-back looks: two accepted ones follow', async () => {
    const { prove, portal, isOn } = await disable(givenUpSoon(fault));
    portal.faults.set('activate', fault, { times: 1 });
    const evidence = await prove();
    expect(evidence).toMatchObject({ verdict: 'proven', enabledAfter: false, error: undefined });
    expect([statuses(evidence), isOn()]).toEqual([[status, 200, 200, 200], false]);
    expect(evidence.acceptedAt).toEqual(evidence.writes[1]?.answeredAt);
  });

  test('is no second write: another round is written', async () => {
    const { prove, portal, isOn } = await disable(givenUpSoon(fault));
    portal.faults.set('activate', fault, { skip: 1, times: 1 });
    const evidence = await prove();
    expect(evidence.verdict).toBe('proven');
    expect([statuses(evidence), isOn()]).toEqual([[200, status, 200, 200], false]);
  });
});

describe.each(DOUBTS.filter(([, fault]) => !isEndless(fault)))(
  'writes whose effect is unknown: %s',
  (_name, fault, status) => {
    test('four times over is unwritten, also where the client is off by it', async () => {
      const { prove, portal, callsTo } = await disable();
      portal.faults.set('activate', fault);
      const evidence = await prove();
      expect(evidence).toMatchObject({ verdict: 'unwritten', basis: 'none', enabledAfter: null });
      expect(evidence.error).toMatchObject({ name: expect.stringMatching(/Error$/) });
      expect(statuses(evidence)).toEqual([status, status, status, status]);
      expect(callsTo('activate')).toHaveLength(4);
      expect(evidence.acceptedAt).toBeUndefined();
    });
  },
);

describe('an accepted write without a proof', () => {
  test.each<[string, Fault, number, string]>([
    ['fails', { kind: 'status', status: 500 }, 3, 'HttpError'],
    ['is reset', { kind: 'reset-before' }, 3, 'NetworkError'],
    ['is not allowed', { kind: 'status', status: 403, body: '{}' }, 1, 'HttpError'],
    ['finds nothing', { kind: 'status', status: 404, body: '{}' }, 1, 'HttpError'],
    ['is cut off', { kind: 'truncated-json' }, 1, 'ResponseSchemaError'],
  ])('stays unproven where the read-back %s', async (_name, fault, reads, name) => {
    const { prove, portal, callsTo } = await disable();
    portal.faults.set('read', fault);
    const evidence = await prove();
    expect(evidence).toMatchObject({
      verdict: 'unproven',
      enabledAfter: null,
      verifiedAt: undefined,
      error: { name },
    });
    expect([statuses(evidence), callsTo('read').length]).toEqual([[200, 200], reads]);
  });

  test.each([
    ['another client', { clientId: '11111111-1111-4111-8111-111111111111' }],
    ['a client of another tenant', { tenant: 2 }],
  ])('stays unproven where the read-back is about %s', async (_name, change) => {
    const { prove, client } = await disable();
    const evidence = await prove({
      ...client,
      readClient: async (id, deadline) => {
        const state = await client.readClient(id, deadline);
        return state === undefined ? undefined : { ...state, ...change };
      },
    });
    expect(evidence).toMatchObject({
      verdict: 'unproven',
      enabledAfter: null,
      error: { name: 'ResponseSchemaError' },
    });
  });

  test('stays unproven where the client is gone at the second write', async () => {
    const { prove, portal } = await disable();
    portal.faults.set(
      'activate',
      { kind: 'status', status: 404, body: '{}', contentType: 'application/problem+json' },
      { skip: 1 },
    );
    const evidence = await prove();
    expect(evidence).toMatchObject({ verdict: 'unproven', error: { status: 404 } });
    expect(statuses(evidence)).toEqual([200, 404]);
  });

  test('stays unproven where no time is left to settle', async () => {
    const { prove, callsTo } = await disable({ remainingMs: 100 });
    expect(await prove()).toMatchObject({ verdict: 'unproven', error: { name: 'DeadlineError' } });
    expect(callsTo('read')).toEqual([]);
  });
});

describe('what ends a disable at its first write', () => {
  test.each([400, 403, 404])('a %i is the portal’s word: no second write', async (status) => {
    const { prove, portal, callsTo, isOn } = await disable();
    portal.faults.set('activate', { kind: 'status', status, body: '{}' });
    const evidence = await prove();
    expect(evidence).toMatchObject({ verdict: 'unwritten', error: { status } });
    expect([statuses(evidence), callsTo('activate').length, isOn()]).toEqual([[status], 1, true]);
  });
});

describe('a signature that cannot be had', () => {
  test.each<[string, Fault]>([
    ['a failing token exchange', { kind: 'status', status: 500 }],
    ['a reset', { kind: 'reset-before' }],
    ['a page instead of a token', { kind: 'status', status: 200, body: '<html></html>' }],
  ])('(%s) means that no write left, and none is recorded', async (_name, fault) => {
    const { prove, portal, clock, callsTo } = await disable();
    clock.ms += 5 * 60_000;
    portal.faults.set('token', fault);
    const evidence = await prove();
    expect(callsTo('activate')).toEqual([]);
    expect(evidence).toMatchObject({ verdict: 'unwritten', writes: [] });
  });

  test('at the first try does not end the disable', async () => {
    const { prove, portal, clock, isOn } = await disable();
    clock.ms += 5 * 60_000;
    portal.faults.set('token', { kind: 'html-502' }, { times: 1 });
    expect((await prove()).verdict).toBe('proven');
    expect(isOn()).toBe(false);
  });
});
