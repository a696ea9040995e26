import { describe, expect, test } from 'vitest';
import type { InterleavingPoint } from '../../../local/portal/interleaving.ts';
import type { Portal } from '../../../local/portal/simulator.ts';
import { accessTokenOf, introspect, listFiles, openPortal, signedCaller, stoppedClock } from './caller.ts';

/** Runs `overtaking` while the first operation that gets to `point` waits there. */
const overtakeAt = (portal: Portal, point: InterleavingPoint, overtaking: () => Promise<unknown>) => {
  portal.interleave = async (reached) => {
    if (reached !== point) return;
    portal.interleave = undefined;
    await overtaking();
  };
};

describe('races', () => {
  test.each([
    ['an edit', 'PUT', ''],
    ['a regenerate', 'PATCH', '/regenerate'],
  ])(
    '%s that read the row before a disable writes the client on again, both with 200',
    async (_n, method, tail) => {
      const portal = await openPortal();
      const { disable, read, send } = await signedCaller(portal);
      const { clientId } = portal.clients.crm;
      let disabled: Response | undefined;
      let readBetween: unknown;
      overtakeAt(portal, 'edit:row-read', async () => {
        disabled = await disable(clientId);
        readBetween = await (await read(clientId)).json();
      });

      const headers = { 'content-type': 'application/json' };
      const edited = await send(method, `/${clientId}${tail}`, { headers, body: '{"name":"Renamed"}' });

      expect([edited.status, disabled?.status]).toEqual([200, 200]);
      expect(readBetween).toMatchObject({ enabled: false });
      expect(portal.databaseEnabled(clientId)).toBe(true);
    },
  );

  test('between the edit\'s commit and its eviction, a read still says "disabled"', async () => {
    const portal = await openPortal();
    const { disable, edit, read } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;
    let seen: unknown;
    portal.interleave = async (point) => {
      if (point === 'edit:row-read') {
        await disable(clientId);
        await portal.store.read(clientId);
      }
      if (point === 'edit:after-commit') seen = await (await read(clientId)).json();
    };

    await edit(clientId);

    expect(seen).toMatchObject({ enabled: false });
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(portal.cachedEnabled(clientId)).toBeUndefined();
  });

  test('an introspection that began before a disable keeps the token alive for five minutes', async () => {
    const clock = stoppedClock();
    const portal = await openPortal({ now: clock.now });
    const { disable, read } = await signedCaller(portal);
    const { crm } = portal.clients;
    const token = await accessTokenOf(portal, crm);
    let disabled: Response | undefined;
    overtakeAt(portal, 'read:row-read', async () => {
      disabled = await disable(crm.clientId);
    });

    expect(await introspect(portal, token)).toMatchObject({ active: true });

    expect(disabled?.status).toBe(200);
    expect([portal.databaseEnabled(crm.clientId), portal.cachedEnabled(crm.clientId)]).toEqual([false, true]);
    expect(await (await read(crm.clientId)).json()).toMatchObject({ enabled: true });
    clock.pass(295);
    expect(await listFiles(portal, token)).toBe(200);
    expect(portal.isTokenAlive(token)).toBe(true);
    clock.pass(10);
    expect(await listFiles(portal, token)).toBe(401);
  });

  test('a second disable after the reader has finished evicts what it left', async () => {
    const portal = await openPortal();
    const { disable } = await signedCaller(portal);
    const { crm } = portal.clients;
    const token = await accessTokenOf(portal, crm);
    overtakeAt(portal, 'read:row-read', () => disable(crm.clientId));
    await introspect(portal, token);

    await disable(crm.clientId);

    expect(portal.cachedEnabled(crm.clientId)).toBeUndefined();
    expect(await listFiles(portal, token)).toBe(401);
  });

  test('every point is passed in its order, with the operation that passes it', async () => {
    const portal = await openPortal();
    const { disable, edit, read } = await signedCaller(portal);
    const { clientId } = portal.clients.crm;
    const passed: [InterleavingPoint, string, number][] = [];
    portal.interleave = (point, { kind, operationNumber }) => {
      passed.push([point, kind, operationNumber]);
    };
    await read(clientId);
    await disable(clientId);
    await edit(clientId);
    expect(passed).toEqual([
      ['read:row-read', 'read', 1],
      ['read:after-fill', 'read', 1],
      ['activate:before-commit', 'activate', 2],
      ['activate:after-commit', 'activate', 2],
      ['activate:after-evict', 'activate', 2],
      ['edit:row-read', 'edit', 3],
      ['edit:after-commit', 'edit', 3],
      ['edit:after-evict', 'edit', 3],
    ]);
  });

  test('the store alone shows both races, without HTTP', async () => {
    const { store, clients } = await openPortal();
    const { clientId } = clients.crm;
    store.interleave = async (point) => {
      if (point !== 'edit:row-read') return;
      store.interleave = undefined;
      await store.activate(clientId, false);
    };
    expect(await store.edit(clientId, { name: 'Renamed' })).toBe(true);
    expect(store.row(clientId)).toMatchObject({ enabled: true, name: 'Renamed' });
  });
});
