/** A call that waits for its turn; `verb`: what it does. */
export type Waiting = { actor: string; id: string; verb: string };

/** @returns who goes on; nothing where all that can follow was played already */
type Choose = (waiting: readonly Waiting[], state: () => string) => Waiting | undefined;

export type Play = (choose: Choose) => Promise<void>;

/** `skipped`: calls that are not played from here, since the same state is reached from a neighbour. */
type Fork = { chosen: number; options: readonly Waiting[]; skipped: readonly Waiting[] };

/** What a call reads or changes, and whether it only reads. */
const TOUCHES: Readonly<Record<string, { what: string; reads?: boolean }>> = {
  show: { what: 'portal', reads: true },
  'switch on': { what: 'portal' },
  'switch off': { what: 'portal' },
  recall: { what: 'records', reads: true },
  readClient: { what: 'records', reads: true },
  allClients: { what: 'records', reads: true },
  writeClient: { what: 'records' },
  writeEnd: { what: 'records' },
  removeClient: { what: 'records' },
  takeSlot: { what: 'slots' },
  giveBackSlot: { what: 'slots' },
  freeSlots: { what: 'slots' },
};

/** Whether two calls lead to the same state in either order; of a verb that is not listed above it is not known. */
const commute = (one: Waiting, other: Waiting): boolean => {
  const [a, b] = [TOUCHES[one.verb], TOUCHES[other.verb]];
  if (a === undefined || b === undefined) return false;
  return a.what !== b.what || (a.reads === true && b.reads === true);
};

const without = (calls: readonly Waiting[], others: readonly Waiting[]): Waiting[] =>
  calls.filter(({ id }) => others.every((other) => other.id !== id));

/** How often an actor was interrupted so far: somebody else went on, though it could have. */
type Interruptions = { count: number; last: string | undefined };

const interrupts = ({ last }: Interruptions, next: Waiting, waiting: readonly Waiting[]): boolean =>
  next.actor !== last && waiting.some(({ actor }) => actor === last);

/**
 * Plays every order of calls; with `maxInterruptions`, every order in which the actors are interrupted that often
 * at most. Each play begins again and is led to its fork; it ends where it comes to a state from which everything
 * was played: what the runs have seen so far, and what the portal holds. Of two neighbours that commute one order is
 * played, which leads to the same state (the sleep sets of Godefroid, with states that are known again).
 */
export const allOrders = async (
  play: Play,
  { maxPlays, maxInterruptions = Number.POSITIVE_INFINITY }: { maxPlays: number; maxInterruptions?: number },
): Promise<{ plays: number; complete: boolean }> => {
  const isBounded = Number.isFinite(maxInterruptions);
  const path: Fork[] = [];
  const known = new Map<string, readonly Waiting[]>();
  for (let plays = 1; plays <= maxPlays; plays += 1) {
    let depth = 0;
    let past: Interruptions = { count: 0, last: undefined };
    let skipped: readonly Waiting[] = [];
    await play((waiting, state) => {
      let fork = path[depth];
      depth += 1;
      if (fork === undefined) {
        const here = isBounded ? `${past.count} ${past.last} ${state()}` : state();
        // In a known state only what was skipped then, and is not now, is left to play.
        const before = known.get(here);
        const now =
          before === undefined ? skipped : skipped.filter(({ id }) => before.some((c) => c.id === id));
        known.set(here, now);
        const mayInterrupt = past.count < maxInterruptions;
        const options = without(before ?? waiting, skipped).filter(
          (call) => mayInterrupt || !interrupts(past, call, waiting),
        );
        if (options.length === 0) return undefined;
        fork = { chosen: 0, options, skipped: now };
        path.push(fork);
      }
      const chosen = fork.options[fork.chosen];
      if (chosen === undefined) return undefined;
      past = { count: past.count + (interrupts(past, chosen, waiting) ? 1 : 0), last: chosen.actor };
      // How often somebody was interrupted is part of a bounded state, and differs between the two orders.
      skipped = isBounded
        ? []
        : [...fork.skipped, ...fork.options.slice(0, fork.chosen)].filter((call) => commute(call, chosen));
      return chosen;
    });
    if (!toNextFork(path)) return { plays, complete: true };
  }
  return { plays: maxPlays, complete: false };
};

/** @returns false where no fork is left */
const toNextFork = (path: Fork[]): boolean => {
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    last.chosen += 1;
    if (last.chosen < last.options.length) return true;
    path.pop();
  }
  return false;
};

/** Orders drawn with a seed, each call that waits as likely as the next: a sample of what is too much to play. */
export const sampledOrders = async (
  play: Play,
  { orders, seed }: { orders: number; seed: number },
): Promise<void> => {
  let drawn = seed;
  for (let order = 1; order <= orders; order += 1)
    await play((waiting) => {
      // Park and Miller's generator.
      drawn = (drawn * 48_271) % 2_147_483_647;
      return waiting[drawn % waiting.length];
    });
};
