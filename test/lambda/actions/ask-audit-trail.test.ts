import { expect, test } from 'vitest';
import { mayAskAuditTrail } from '../../../lambda/actions/ask-audit-trail.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { Scene } from '../../../lambda/scene.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';

const ON = { env: { EVIDENCE: 'audit' } };

const stageWithAudit = async (options: StageOptions = ON) => {
  const stage = await setStage(options);
  const asked = () => stage.portal.calls.filter(({ operation }) => operation === 'audit');
  return { ...stage, asked, clientId: stage.portal.clients.crm.clientId };
};

test('without the setting an alert asks no audit trail, and its result has no evidence', async () => {
  const { asked, invoke, clientId } = await stageWithAudit({});
  const result = await invoke(alertFor(clientId));
  expect(result).not.toHaveProperty('evidence');
  expect(asked()).toEqual([]);
});

test('with the setting an alert asks once, about its client, as the last call of all', async () => {
  const { asked, invoke, portal, clientId } = await stageWithAudit();
  expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled', warnings: [] });
  expect(asked()).toHaveLength(1);
  expect(asked()[0]?.path).toContain(`target=${clientId}`);
  expect(portal.calls.at(-1)?.operation).toBe('audit');
});

test('the audit trail is asked only after the end of the run is in the ledger', async () => {
  const { ledger, portal, invoke, clientId } = await stageWithAudit();
  const seen: unknown[] = [];
  portal.faults.set('audit', () => {
    seen.push(ledger.readClient(clientId, { withinMs: 1_000 }));
    return undefined;
  });
  await invoke(alertFor(clientId));
  expect(await Promise.all(seen)).toMatchObject([{ state: 'contained', outcome: 'disabled' }]);
});

test('while further alerts of the array wait the audit trail is not asked', async () => {
  const { asked, invokeAll, portal, clientId } = await stageWithAudit();
  const other = portal.clients.backup.clientId;
  const results = await invokeAll([alertFor(clientId), alertFor(other, { id: 'other' })]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled']);
  expect(asked()).toMatchObject([{ path: expect.stringContaining(other) }]);
  expect(results[0]).not.toHaveProperty('evidence');
});

test.each([
  ['read', {}],
  ['activate', {}],
  ['activate', { skip: 1 }],
] as const)(
  'after a 429 to the call %s %j the audit trail is not asked in this run',
  async (operation, { ...skipped }) => {
    const { asked, invoke, portal, clientId } = await stageWithAudit();
    portal.faults.set(operation, { kind: '429' }, { times: 1, ...skipped });
    expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled' });
    expect(asked()).toEqual([]);
  },
);

test('with less than 30 s left of the run the audit trail is not asked', async () => {
  const { asked, invoke, clientId } = await stageWithAudit();
  expect(await invoke(alertFor(clientId), 39_000)).toMatchObject({ outcome: 'disabled' });
  expect(asked()).toEqual([]);
});

test.each([
  ['status', { action: 'status' }],
  ['a dry run', { dryRun: true, reason: 'drill' }],
])('%s asks no audit trail', async (_what, request) => {
  const { asked, invoke, clientId } = await stageWithAudit();
  await invoke({ ...request, clientId });
  expect(asked()).toEqual([]);
});

test('a result that is reported again is the kept one: it has no evidence, and the portal is not asked again', async () => {
  const { asked, invoke, clientId } = await stageWithAudit();
  const first = await invoke(alertFor(clientId));
  const { evidence, ...kept } = first;
  expect(evidence).toBeDefined();
  expect(await invoke(alertFor(clientId))).toEqual(kept);
  expect(asked()).toHaveLength(1);
});

test('where another run of the alert was the first to keep its result, that one is reported as it is', async () => {
  const store = createMemoryStore();
  const verifiedAt = new Date(THREE_AM - 1_000).toISOString();
  const ledger: typeof store = {
    ...store,
    writeEnd: async (record, result, ...rest) =>
      store.writeEnd(record, { ...result, timeline: { ...result.timeline, verifiedAt } }, ...rest),
  };
  const { asked, invoke, clientId } = await stageWithAudit({ ...ON, dependencies: { ledger } });
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({ outcome: 'disabled', timeline: { verifiedAt } });
  expect(result).not.toHaveProperty('evidence');
  expect(asked()).toEqual([]);
});

test('a run that finishes what an earlier run of its alert began asks the audit trail', async () => {
  const { asked, deliver, clock, portal, clientId } = await stageWithAudit();
  portal.faults.set('read', { kind: 'status', status: 500 });
  expect(await deliver(alertFor(clientId))).toMatchObject({ retryFollows: true });
  portal.faults.clear();
  clock.ms += 60_000;
  const before = asked().length;
  const { answer } = await deliver(alertFor(clientId));
  expect(answer).toMatchObject({ outcome: 'disabled', evidence: {} });
  expect(answer?.timeline.receivedAt).toBe(new Date(THREE_AM).toISOString());
  expect(asked()).toHaveLength(before + 1);
});

test('where the end of the run cannot be written the audit trail is asked after that was tried', async () => {
  const store = createMemoryStore();
  const seen: string[] = [];
  const ledger: typeof store = {
    ...store,
    writeEnd: async () => {
      seen.push('end');
      throw new Error('throttled');
    },
  };
  const { portal, invoke, clientId } = await stageWithAudit({ ...ON, dependencies: { ledger } });
  portal.faults.set('audit', () => {
    seen.push('audit');
    return undefined;
  });
  expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled', evidence: {} });
  expect(seen.at(0)).toBe('end');
  expect(seen.at(-1)).toBe('audit');
});

test('a refused alert asks no audit trail, and the portal is not touched', async () => {
  const { portal, invoke, clientId } = await stageWithAudit();
  expect(await invoke(alertFor(clientId, { detail: { severity: 'low' } }))).toMatchObject({
    outcome: 'refused',
  });
  expect(portal.calls).toEqual([]);
});

test('a 429 of an earlier invocation does not count against this one', () => {
  const result = { outcome: 'held', timeline: { verifiedAt: null } } as ContainmentResult;
  const mayAsk = (at: number) =>
    mayAskAuditTrail(result, {}, {
      portal: { rateLimitedAt: () => new Date(at) },
      receivedAt: new Date(THREE_AM),
      warnings: new Set(),
      deadline: { remaining: () => 30_000 },
    } as unknown as Scene);
  expect([mayAsk(THREE_AM - 1), mayAsk(THREE_AM)]).toEqual([true, false]);
});
