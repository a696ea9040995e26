import type { ContainmentResult } from '../../../lambda/contract/result.ts';

/** An alert that has no final result yet; Lambda, then the failure queue, keep it. */
export type Pending = { payload: Record<string, unknown>; id: string; clientId: string; mayWrite: boolean };

/** What must be remembered to say what must hold. */
export type Model = {
  alerts: number;
  pending: Pending[];
  /** Alerts that have ended, of which a bus may still deliver copies. */
  ended: Pending[];
  /** Clients that the kill switch has called off, until a person restores or deletes them. */
  contained: Set<string>;
  decisions: Map<string, number>;
  /** Clients that the watch disabled again in this containment, because of the portal's own race. */
  undoneRaces: Set<string>;
  /** Clients that the watch reported as on again. */
  toldDrifted: Set<string>;
  /** The final result of each alert that was acted on. */
  finals: Map<string, ContainmentResult>;
  /** Alerts of which the ledger could not keep or read the result. */
  unkept: Set<string>;
  /** Clients that alerts disabled on a container's own count, since the ledger did not grant a slot. */
  byContainer: Map<number, Map<string, number>>;
};

export const emptyModel = (): Model => ({
  alerts: 0,
  pending: [],
  ended: [],
  contained: new Set(),
  decisions: new Map(),
  undoneRaces: new Set(),
  toldDrifted: new Set(),
  finals: new Map(),
  unkept: new Set(),
  byContainer: new Map(),
});

/** How often what was seen over all sequences, so that nobody trusts a check that never met its case. */
export type Tally = Map<string, number>;

export const count = (tally: Tally, what: string): void => {
  tally.set(what, (tally.get(what) ?? 0) + 1);
};
