/** A call that waits for its turn. */
export type Waiting = { actor: string; id: string };

/** @returns who goes on; nothing where all that can follow was played already */
export type Choose = (waiting: readonly Waiting[], state: () => string) => Waiting | undefined;

export type Play = (choose: Choose) => Promise<void>;

type Fork = { chosen: number; options: readonly Waiting[] };

/** How often an actor was interrupted so far: somebody else went on, though it could have. */
type Interruptions = { count: number; last: string | undefined };

const interrupts = ({ last }: Interruptions, next: Waiting, waiting: readonly Waiting[]): boolean =>
  next.actor !== last && waiting.some(({ actor }) => actor === last);

/**
 * Plays every order of calls; with `mostInterruptions`, every order in which the actors are interrupted that often
 * at most. Each play begins anew and is led to its fork; it ends where it comes to a state from which everything
 * was played: what the runs have seen so far, and what the portal holds.
 */
export const allOrders = async (
  play: Play,
  {
    mostPlays,
    mostInterruptions = Number.POSITIVE_INFINITY,
  }: { mostPlays: number; mostInterruptions?: number },
): Promise<{ plays: number; complete: boolean }> => {
  const isBounded = Number.isFinite(mostInterruptions);
  const path: Fork[] = [];
  const known = new Set<string>();
  for (let plays = 1; plays <= mostPlays; plays += 1) {
    let depth = 0;
    let past: Interruptions = { count: 0, last: undefined };
    await play((waiting, state) => {
      let fork = path[depth];
      depth += 1;
      if (fork === undefined) {
        const here = isBounded ? `${past.count} ${past.last} ${state()}` : state();
        if (known.has(here)) return undefined;
        known.add(here);
        const mayInterrupt = past.count < mostInterruptions;
        const options = waiting.filter((call) => mayInterrupt || !interrupts(past, call, waiting));
        fork = { chosen: 0, options };
        path.push(fork);
      }
      const chosen = fork.options[fork.chosen];
      if (chosen !== undefined)
        past = { count: past.count + (interrupts(past, chosen, waiting) ? 1 : 0), last: chosen.actor };
      return chosen;
    });
    if (!toNextFork(path)) return { plays, complete: true };
  }
  return { plays: mostPlays, complete: false };
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
