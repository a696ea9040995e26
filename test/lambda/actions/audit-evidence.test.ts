import { expect, test } from 'vitest';
import type { Fault } from '../../../local/portal/fault.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';
import { WATCH } from './contained.ts';

const USER = '3f2b8a52-6f5e-4f3c-9a59-5d2f4d1c0001';

const uuid = (n: number): string => `3f2b8a52-6f5e-4f3c-9a59-5d2f4d1${`${n}`.padStart(5, '0')}`;

const stageWithAudit = async (options: StageOptions = {}) => {
  const stage = await setStage({ ...options, env: { EVIDENCE: 'audit', ...options.env } });
  const clientId = stage.portal.clients.crm.clientId;
  const add = (
    action: number,
    agoMs: number,
    row: { userId?: string; target?: string; user?: string } = {},
  ) =>
    stage.portal.auditTrail.rows.push({
      action,
      at: THREE_AM - agoMs,
      userId: USER,
      target: clientId,
      ...row,
    });
  return { ...stage, clientId, add };
};

test('the result says who authorised, edited, regenerated and switched the client, by counts, times and ids', async () => {
  const { invoke, clientId, add } = await stageWithAudit();
  add(9909, 5_000, { userId: uuid(2) });
  add(9909, 9_000);
  add(9909, 7_000);
  add(9902, 3_000);
  add(9903, 2_000);
  add(9905, 1_000);
  add(9908, 500);
  const { evidence } = await invoke(alertFor(clientId));
  expect(evidence).toEqual({
    isFiltered: true,
    isCut: false,
    authorised: {
      events: 3,
      users: 2,
      firstAt: '2026-01-31T02:59:51.000Z',
      lastAt: '2026-01-31T02:59:55.000Z',
      userIds: [uuid(2), USER],
    },
    edited: expect.objectContaining({ events: 1, userIds: [USER] }),
    regenerated: expect.objectContaining({ events: 1, lastAt: '2026-01-31T02:59:58.000Z' }),
    switched: expect.objectContaining({ events: 1 }),
  });
});

test('events of other clients, which a portal without the quota answers unasked, are left out, and the result says so', async () => {
  const { invoke, portal, clientId, add } = await stageWithAudit();
  portal.auditTrail.hasQuota = false;
  add(9902, 5_000);
  for (let n = 0; n < 30; n += 1) add(9902, 10_000 + n, { target: portal.clients.backup.clientId });
  expect((await invoke(alertFor(clientId))).evidence).toMatchObject({
    isFiltered: false,
    isCut: true,
    edited: { events: 1 },
  });
});

test('an event that the portal has not written yet is missing, and changes nothing else', async () => {
  const { invoke, portal, clientId, add } = await stageWithAudit();
  portal.auditTrail.lateByMs = 60_000;
  add(9902, 5_000);
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({
    outcome: 'disabled',
    warnings: [],
    evidence: { edited: { events: 0, lastAt: null } },
  });
});

test('at most 20 ids are published, and the result stays under 64 KB', async () => {
  const { invoke, clientId, add } = await stageWithAudit();
  for (const action of [9902, 9903, 9905, 9909])
    for (let n = 0; n < 25; n += 1) add(action, n, { userId: uuid(n) });
  const result = await invoke(alertFor(clientId));
  expect(result.evidence).toMatchObject({ isCut: true, authorised: { users: 25 } });
  expect(result.evidence?.authorised.userIds).toHaveLength(20);
  expect(JSON.stringify(result).length).toBeLessThan(64 * 1024);
});

test('hostile names and ids stay out of the result: what is no UUID is no id', async () => {
  const { invoke, logs, clientId, add } = await stageWithAudit();
  add(9909, 1_000, { userId: 'PLANTED@one.example', user: 'PLANTED\u202e<script>' });
  const result = await invoke(alertFor(clientId));
  expect(result.evidence?.authorised).toMatchObject({ events: 1, users: 0, userIds: [] });
  expect(JSON.stringify([result, logs])).not.toContain('PLANTED');
});

test('a row that cannot be read is dropped, and the others count', async () => {
  const { invoke, portal, clientId } = await stageWithAudit();
  const good = {
    actionId: '9902',
    date: '2026-01-31T05:00:00.0000000+03:00',
    userId: USER,
    target: [clientId],
  };
  const body = JSON.stringify({
    response: [null, 7, { ...good, date: 'soon' }, { ...good, actionId: {} }, good],
  });
  portal.faults.set('audit', { kind: 'status', status: 200, body, contentType: 'application/json' });
  expect((await invoke(alertFor(clientId))).evidence).toMatchObject({
    edited: { events: 1, lastAt: '2026-01-31T02:00:00.000Z' },
  });
});

const FAILURES: readonly [string, Fault][] = [
  ['403', { kind: 'status', status: 403 }],
  ['402', { kind: 'status', status: 402 }],
  ['429', { kind: '429' }],
  ['500', { kind: 'status', status: 500 }],
  ['a page', { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' }],
  [
    'a list of nothing',
    { kind: 'status', status: 200, body: '{"response":{}}', contentType: 'application/json' },
  ],
  ['half an answer', { kind: 'truncated-json' }],
  ['a lost connection', { kind: 'reset-before' }],
];

test.each(FAILURES)(
  '%s to the audit call is a warning: the outcome stays proven and final',
  async (_name, fault) => {
    const { invoke, portal, logs, clientId } = await stageWithAudit();
    portal.faults.set('audit', fault);
    const result = await invoke(alertFor(clientId));
    expect(result).toMatchObject({ outcome: 'disabled', final: true, warnings: ['audit-not-read'] });
    expect(result).not.toHaveProperty('evidence');
    expect(logs).toContainEqual({ code: 'KS450', fields: expect.objectContaining({ clientId }) });
    expect(portal.calls.filter(({ operation }) => operation === 'audit')).toHaveLength(1);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  },
);

test("with the key of a user who is no admin the portal refuses the audit call, and the user's own client is proven off", async () => {
  const stored: { key?: string } = {};
  const { invoke, portal } = await stageWithAudit({
    dependencies: { fetchApiKey: async () => stored.key ?? '' },
  });
  stored.key = portal.keys.user;
  const { clientId } = portal.clients.userOwned;
  const result = await invoke(alertFor(clientId));
  expect(result).toMatchObject({ outcome: 'disabled', final: true, warnings: ['audit-not-read'] });
  expect(result).not.toHaveProperty('evidence');
  expect(portal.databaseEnabled(clientId)).toBe(false);
});

const HOUR_MS = 3_600_000;

test.each([
  ['a person', USER, USER],
  ['somebody whose id is no UUID', 'PLANTED', null],
])(
  'in drifted the result names %s who re-enabled the client, and not our own write',
  async (_who, userId, named) => {
    const { invoke, portal, clock, published, clientId, add } = await stageWithAudit();
    await invoke({ clientId, reason: 'stolen' });
    clock.ms += HOUR_MS;
    await portal.store.activate(clientId, true);
    add(9905, -500, { userId: uuid(9) });
    add(9905, -HOUR_MS, { userId });
    clock.ms += HOUR_MS;
    await invoke(WATCH);
    expect(published().at(-1)).toMatchObject({
      outcome: 'drifted',
      evidence: { reEnabledBy: { userId: named, at: '2026-01-31T04:00:00.000Z' } },
    });
  },
);

test('if the event of the re-enabling is late, nobody is named', async () => {
  const { invoke, portal, clock, published, clientId, add } = await stageWithAudit();
  await invoke({ clientId, reason: 'stolen' });
  clock.ms += HOUR_MS;
  await portal.store.activate(clientId, true);
  add(9905, -500, { userId: uuid(9) });
  clock.ms += HOUR_MS;
  await invoke(WATCH);
  expect(published().at(-1)).toMatchObject({ outcome: 'drifted', evidence: { switched: { events: 1 } } });
  expect(published().at(-1)?.evidence).not.toHaveProperty('reEnabledBy');
});
