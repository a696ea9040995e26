import { deadlineAt } from '../../../../lambda/docspace/patience.ts';
import type { Run } from '../../../../lambda/docspace/run.ts';
import { type ClientStore, createClientStore } from '../../../../local/portal/client-store.ts';
import type { Interleave } from '../../../../local/portal/interleaving.ts';
import { clientRow } from '../../../client-row.ts';
import { CRM, dialectOf } from '../../../model.ts';

/** Who takes the next step: the sequence under test, an edit of the client, or a use of its token. */
export type Actor = 'switch' | 'edit' | 'use';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Takes one order of steps on the simulator's own store: everybody stops at every interleaving point, and the
 * order says who goes on. A settle outlasts whatever is under way, as 250 ms did on the real service.
 */
export const createOrderedPortal = ({
  enabled = true,
  cachedEnabled,
  steadyUse = false,
}: {
  /** What the database holds at first. */
  enabled?: boolean;
  /** What the cache holds at first; nothing by default. */
  cachedEnabled?: boolean;
  /** Whether the token is used all the time, so that the cache is filled by the end of every settle. */
  steadyUse?: boolean;
} = {}) => {
  const store: ClientStore = createClientStore(() => 0);
  const client = clientRow({ clientId: CRM, enabled });
  store.add({ ...client, enabled: cachedEnabled ?? enabled });
  const prepared = store.read(CRM).then(() => {
    if (cachedEnabled === undefined) store.expireCache();
    store.add(client);
  });
  const waiting = new Map<Actor, () => void>();
  const started = new Set<Actor>();
  const underWay = new Set<Actor>();
  let settling = false;

  const turn = (actor: Actor) => new Promise<void>((resolve) => waiting.set(actor, resolve));

  const stopAtEveryPoint: Interleave = async (point, { kind }) => {
    if (kind === 'activate') {
      if (point !== 'activate:after-evict') await turn('switch');
    } else if (kind === 'edit') {
      if (point !== 'edit:after-evict') await turn('edit');
    } else if (kind === 'read') {
      if (point === 'read:row-read') await turn('switch');
    } else if (point === 'read:row-read') await turn('use');
  };

  const dialect = dialectOf(
    store,
    () => 0,
    async ({ verb }, make) => {
      if (verb === 'show') await turn('switch');
      return make();
    },
  );

  const useWithoutDelay = async () => {
    const { interleave } = store;
    store.interleave = undefined;
    await store.read(CRM, 'introspect');
    store.interleave = interleave;
  };

  const sleep = async () => {
    settling = true;
    await turn('switch');
    settling = false;
    if (steadyUse) await useWithoutDelay();
  };
  const now = () => new Date(0);
  const run: Run = {
    deadline: deadlineAt(Number.MAX_SAFE_INTEGER, { now, sleep }),
    now,
    random: () => 0,
    settleMs: 250,
    warn: () => {},
  };

  const begin = (actor: Actor): void => {
    started.add(actor);
    underWay.add(actor);
    const work = actor === 'edit' ? store.edit(CRM, { name: 'Renamed' }) : store.read(CRM, 'introspect');
    work.then(
      () => underWay.delete(actor),
      () => underWay.delete(actor),
    );
  };

  const step = async (actor: Actor): Promise<void> => {
    if (actor !== 'switch' && !started.has(actor)) begin(actor);
    else {
      const release = waiting.get(actor);
      waiting.delete(actor);
      release?.();
    }
    await nextTurn();
  };

  return {
    store,
    dialect,
    run,
    /**
     * Plays the order, then lets everybody finish.
     * @returns what the sequence claims, or `undefined` where the order can't happen: something would have to
     * stay under way for longer than a settle
     */
    play: async <T>(sequence: () => Promise<T>, order: readonly Actor[]): Promise<T | undefined> => {
      let ended = false;
      await prepared;
      store.interleave = stopAtEveryPoint;
      const claim = sequence().finally(() => {
        ended = true;
      });
      await nextTurn();
      for (const actor of order) {
        if (actor === 'switch' && settling && underWay.size > 0) {
          await finish(claim);
          return undefined;
        }
        await step(actor);
      }
      while (!ended) await step('switch');
      const claimed = await claim;
      // What is still under way ends after the claim: that is when a slow reader does its harm.
      await step('edit');
      await step('edit');
      await step('use');
      return claimed;
    },
  };

  async function finish(claim: Promise<unknown>): Promise<void> {
    let ended = false;
    claim.finally(() => {
      ended = true;
    });
    while (!ended)
      for (const actor of ['edit', 'use', 'switch'] as const) if (waiting.has(actor)) await step(actor);
    while (waiting.size > 0) for (const actor of [...waiting.keys()]) await step(actor);
  }
};
