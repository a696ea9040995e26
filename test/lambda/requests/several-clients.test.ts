import { describe, expect, test } from 'vitest';
import { rawAlert } from '../../alerts.ts';
import { setStage } from '../../stage.ts';
import { snsEvent } from '../../wrapped.ts';
import { acceptedAlert, CLIENT_ID, invalidWithoutCall, OTHER_ID } from './door.ts';

const withDetail = (detail: Record<string, unknown>) => rawAlert(undefined, { detail });

describe('cid is a third name of the client', () => {
  test.for([
    { cid: CLIENT_ID },
    { cid: ` ${CLIENT_ID.toUpperCase()}\n` },
    { cid: CLIENT_ID, clientId: CLIENT_ID },
    { cid: CLIENT_ID, client_id: CLIENT_ID, clientId: null },
    { cid: CLIENT_ID, clientIds: [] },
    { cid: CLIENT_ID, clientIds: null },
  ])('%j names one', (detail) => {
    expect(acceptedAlert(withDetail(detail)).clientId).toBe(CLIENT_ID);
  });

  test.for([
    [{ cid: OTHER_ID, clientId: CLIENT_ID }, 'detail names two different clients in clientId and cid;'],
    [{ cid: OTHER_ID, client_id: CLIENT_ID }, 'detail names two different clients in client_id and cid;'],
    [{ cid: 'x' }, 'detail.cid must be a UUID'],
    [{ cid: ['x'] }, 'detail.cid must be a text that holds a UUID'],
    [{ cid: null }, 'detail.clientId is missing'],
  ] as const)('%j is invalid, and the portal is not touched', async ([detail, problem]) => {
    expect((await invalidWithoutCall(withDetail(detail))).error?.message).toContain(problem);
  });
});

describe('an alert about several clients', () => {
  test('is an alert for each: each disabled, with a key of its own, published in their order', async () => {
    const { invokeAll, portal, published } = await setStage();
    const { crm, backup } = portal.clients;
    const results = await invokeAll(withDetail({ clientIds: [crm.clientId, backup.clientId.toUpperCase()] }));
    expect(results.map(({ outcome, client }) => [outcome, client?.clientId])).toEqual([
      ['disabled', crm.clientId],
      ['disabled', backup.clientId],
    ]);
    expect(new Set(results.map(({ requestKey }) => requestKey)).size).toBe(2);
    expect(published()).toEqual(results);
  });

  test('that is delivered again is reported as it was, and writes nothing', async () => {
    const { invokeAll, portal } = await setStage();
    const { crm, backup } = portal.clients;
    const alert = withDetail({ clientIds: [crm.clientId, backup.clientId] });
    const first = await invokeAll(alert);
    const writes = portal.activationWrites().length;
    expect(await invokeAll(alert)).toEqual(first);
    expect(portal.activationWrites()).toHaveLength(writes);
  });

  test('of which one id is wrong is invalid for that one, by its place, and disables the others', async () => {
    const { invokeAll, portal } = await setStage();
    const { crm, backup } = portal.clients;
    const results = await invokeAll(withDetail({ clientIds: [crm.clientId, 'x', null, backup.clientId] }));
    expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'invalid', 'invalid', 'disabled']);
    expect(results[1]?.error?.message).toMatch(/^detail\.clientIds\.1 must be a UUID/);
    expect(results[2]?.error?.message).toMatch(/^detail\.clientIds\.2 is missing/);
    expect(portal.databaseEnabled(backup.clientId)).toBe(false);
  });

  test('keeps its guards: a low severity refuses each', async () => {
    const { invokeAll, portal } = await setStage();
    const results = await invokeAll(withDetail({ clientIds: [CLIENT_ID, OTHER_ID], severity: 'low' }));
    expect(results.map(({ guard }) => guard?.name)).toEqual(['below-severity', 'below-severity']);
    expect(portal.calls).toEqual([]);
  });

  test('may name one of them beside the list', async () => {
    const { invokeAll, portal } = await setStage();
    const { crm, backup } = portal.clients;
    const detail = { clientId: crm.clientId, clientIds: [backup.clientId, crm.clientId] };
    expect(await invokeAll(withDetail(detail))).toMatchObject([
      { outcome: 'disabled', client: { clientId: backup.clientId } },
      { outcome: 'disabled', client: { clientId: crm.clientId } },
    ]);
  });

  test('may come wrapped: the identity is that of the message, and each place counts', async () => {
    const { invokeAll, portal } = await setStage();
    const { crm, backup } = portal.clients;
    const results = await invokeAll(snsEvent(withDetail({ clientIds: [crm.clientId, backup.clientId] })));
    expect(results.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled']);
    expect(new Set(results.map(({ trigger }) => trigger.eventId)).size).toBe(1);
    expect(new Set(results.map(({ requestKey }) => requestKey)).size).toBe(2);
  });

  const A_LIST = 'detail.clientIds must be a list of 1 to 100 ids; an id outside it must also be in it';

  test.for([
    [{ clientIds: CLIENT_ID }, A_LIST],
    [{ clientIds: { 0: CLIENT_ID } }, A_LIST],
    [{ clientIds: Array.from({ length: 101 }, () => CLIENT_ID) }, A_LIST],
    [{ clientIds: [] }, 'detail.clientId is missing'],
    [{ clientIds: null }, 'detail.clientId is missing'],
    [{ clientIds: [OTHER_ID], clientId: CLIENT_ID }, A_LIST],
    [{ clientIds: [OTHER_ID], cid: 'x' }, A_LIST],
    [{ clientIds: [OTHER_ID, CLIENT_ID], clientId: CLIENT_ID, cid: OTHER_ID, client_id: 'x' }, A_LIST],
  ] as const)('is invalid as %j, once, and the portal is not touched', async ([detail, problem]) => {
    expect((await invalidWithoutCall(withDetail(detail))).error?.message).toContain(problem);
  });
});
