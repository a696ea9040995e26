import { expect } from 'vitest';
import type { Portal } from '../local/portal/simulator.ts';

/** The client is on, and the portal's cache hides it: a reader that started while it was off filled the cache last. */
export const enableBehindCache = async (portal: Portal, clientId: string): Promise<void> => {
  portal.store.expireCache(clientId);
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  portal.interleave = async (point, { kind }) => {
    if (point !== 'read:row-read' || kind !== 'introspect') return;
    reached.resolve();
    await released.promise;
  };
  const reader = portal.store.read(clientId, 'introspect');
  await reached.promise;
  await portal.store.activate(clientId, true);
  released.resolve();
  await reader;
  portal.interleave = undefined;
  expect([portal.databaseEnabled(clientId), portal.cachedEnabled(clientId)]).toEqual([true, false]);
};
