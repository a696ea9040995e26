import { expect } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { alertFor, THREE_AM } from '../../alerts.ts';
import { type StageOptions, setStage } from '../../stage.ts';

export const MINUTE_MS = 60_000;
export const TIME_LIMIT = { withinMs: 1_000 };
export const WATCH = { schedule: 'watch' };

/** A client that an alert has contained; `skewMs`: how far the portal's clock is ahead of the function's. */
export const contained = async ({ skewMs = 0, ...options }: StageOptions & { skewMs?: number } = {}) => {
  const clock = { ms: THREE_AM };
  const stage = await setStage({
    ...options,
    portal: { now: () => clock.ms + skewMs, rateLimit: Number.POSITIVE_INFINITY },
    dependencies: {
      now: () => new Date(clock.ms),
      sleep: async (milliseconds) => {
        clock.ms += milliseconds;
      },
      ...options.dependencies,
    },
  });
  const { portal, ledger, invoke, published } = stage;
  const { clientId } = portal.clients.crm;
  expect(await invoke(alertFor(clientId))).toMatchObject({ outcome: 'disabled' });
  portal.clearCalls();
  const since = published().length;
  return {
    ...stage,
    clock,
    clientId,
    /** Results on the bus since the containment. */
    reports: (): ContainmentResult[] => published().slice(since),
    record: () => ledger.readClient(clientId, TIME_LIMIT),
    watchAfter: (milliseconds: number) => {
      clock.ms += milliseconds;
      return invoke(WATCH);
    },
    /** As an edit at the moment of our own write leaves it: on, and changed no later. */
    reEnableByRace: () => portal.store.activate(clientId, true),
    reEnableByHand: async () => {
      clock.ms += MINUTE_MS;
      await portal.store.activate(clientId, true);
    },
  };
};
