import type { ClientRow } from './client-row.ts';
import type { Interleave, InterleavingPoint, StepInfo } from './interleaving.ts';

const cacheLifetimeMs = 5 * 60_000;

export type ClientStore = {
  /** Awaited at every point of every operation; without it nothing delays. */
  interleave: Interleave | undefined;
  add: (row: ClientRow) => void;
  /**
   * Writes `enabled`, then evicts the cached client. False when there is no such client.
   * `committed` is called as soon as the row is written, even if a later point never ends.
   */
  activate: (clientId: string, enabled: boolean, committed?: () => void) => Promise<boolean>;
  /** Writes the whole row, with the `enabled` that it read before: the lost update. */
  edit: (
    clientId: string,
    changes: Partial<Pick<ClientRow, 'name' | 'description' | 'logo'>>,
  ) => Promise<boolean>;
  /** Like an edit, with a new secret. */
  regenerate: (clientId: string, clientSecret: string) => Promise<boolean>;
  /** Through the cache, as GET and introspection see the client; a miss fills it with what was read by then. */
  read: (clientId: string, kind?: 'read' | 'introspect') => Promise<ClientRow | undefined>;
  remove: (clientId: string) => boolean;
  /** The database row, passing no point. */
  row: (clientId: string) => ClientRow | undefined;
  rows: () => readonly ClientRow[];
  /** What the cache holds at the moment, or nothing. */
  cached: (clientId: string) => ClientRow | undefined;
  /** Ends the five minutes of one client, or of all. */
  expireCache: (clientId?: string) => void;
};

/**
 * The row and its five-minute cache as the real service handles them: each is written on its own, nothing locks both.
 * Both races of that design were measured on DocSpace identity v3.7.2 and can be forced here through `interleave`.
 */
export const createClientStore = (now: () => number = Date.now): ClientStore => {
  const rows = new Map<string, ClientRow>();
  const cache = new Map<string, { row: ClientRow; filledAt: number }>();
  let operations = 0;

  const begin = (kind: StepInfo['kind'], clientId: string) => {
    operations += 1;
    const step: StepInfo = { kind, clientId, operationNumber: operations };
    return async (point: InterleavingPoint): Promise<void> => {
      if (store.interleave !== undefined) await store.interleave(point, step);
    };
  };

  const cached = (clientId: string): ClientRow | undefined => {
    const entry = cache.get(clientId);
    return entry !== undefined && now() - entry.filledAt < cacheLifetimeMs ? entry.row : undefined;
  };

  const rewrite = async (
    kind: 'edit' | 'regenerate',
    clientId: string,
    changes: Partial<ClientRow>,
  ): Promise<boolean> => {
    const reach = begin(kind, clientId);
    const before = rows.get(clientId);
    if (before === undefined) return false;
    await reach('edit:row-read');
    if (!rows.has(clientId)) return false;
    rows.set(clientId, { ...before, ...changes, modifiedOn: new Date(now()).toISOString() });
    await reach('edit:after-commit');
    cache.delete(clientId);
    await reach('edit:after-evict');
    return true;
  };

  const store: ClientStore = {
    interleave: undefined,
    add: (row) => {
      rows.set(row.clientId, row);
    },
    activate: async (clientId, enabled, committed) => {
      const reach = begin('activate', clientId);
      await reach('activate:before-commit');
      const row = rows.get(clientId);
      if (row === undefined) return false;
      rows.set(clientId, { ...row, enabled, modifiedOn: new Date(now()).toISOString() });
      committed?.();
      await reach('activate:after-commit');
      cache.delete(clientId);
      await reach('activate:after-evict');
      return true;
    },
    edit: (clientId, changes) => rewrite('edit', clientId, changes),
    regenerate: (clientId, clientSecret) => rewrite('regenerate', clientId, { clientSecret }),
    read: async (clientId, kind = 'read') => {
      const reach = begin(kind, clientId);
      const hit = cached(clientId);
      if (hit !== undefined) return hit;
      const row = rows.get(clientId);
      if (row === undefined) return undefined;
      await reach('read:row-read');
      // Unconditional on purpose: an eviction since the row was read is overwritten, which is the stale cache.
      cache.set(clientId, { row, filledAt: now() });
      await reach('read:after-fill');
      return row;
    },
    remove: (clientId) => {
      cache.delete(clientId);
      return rows.delete(clientId);
    },
    row: (clientId) => rows.get(clientId),
    rows: () => [...rows.values()],
    cached,
    expireCache: (clientId) => {
      if (clientId === undefined) cache.clear();
      else cache.delete(clientId);
    },
  };
  return store;
};
