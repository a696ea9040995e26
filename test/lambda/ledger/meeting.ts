import { type ContainmentResult, ResultSchema } from '../../../lambda/contract/result.ts';
import { THREE_AM } from '../../alerts.ts';
import { createModel, type Gate, type Model, settingsOf } from '../../model.ts';
import type { Play, Waiting } from './all-orders.ts';
import { createPast } from './past.ts';
import { quiet } from './quiet.ts';

export type Meeting = {
  env?: Record<string, string>;
  /** What went before, alone; moves the clock as it likes. */
  before: (model: Model, clock: { ms: number }) => Promise<void>;
  /** Those that meet: a payload each, in a container of its own. */
  cast: Readonly<Record<string, unknown>>;
  /** Lambda's time for those that meet: who waits for another ends soon, and the orders stay countable. */
  remainingMs?: number;
  /** What must be true after every order. */
  after: (model: Model, results: ReadonlyMap<string, ContainmentResult>) => Promise<void>;
};

/** Timers fire late, never early: one look at another run then takes a second, and there are few of them. */
const MIN_SLEEP_MS = 1_000;

/** An alert that throws is delivered again, and then meets nobody. */
const MAX_DELIVERIES = 3;

const withoutTimes = (value: unknown): string =>
  JSON.stringify(value ?? null).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');

/** Texts by number: equal numbers are equal texts. */
const createNumbers = () => {
  const numbers = new Map<string, number>();
  return (text: string): number => {
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  };
};

/** Every play has most results of the one before again: each text, which is what leaves the function, is read once. */
const createResultReader = () => {
  const known = new Map<string, ContainmentResult>();
  return (result: unknown): ContainmentResult => {
    const text = JSON.stringify(result);
    const read = known.get(text) ?? ResultSchema.parse(result);
    known.set(text, read);
    return read;
  };
};

/**
 * @returns plays one order: every call of every run waits until it is chosen. A call that touches what no other run
 * touches does not wait: its order cannot matter. Each run has a clock of its own, which its own sleeps move: what it
 * sees of the others is what they wrote, not how long they took.
 */
export const createMeeting = ({ env, before, cast, after, remainingMs = 600_000 }: Meeting): Play => {
  const settings = settingsOf(env);
  const clock = { ms: THREE_AM };
  const startFromPast = createPast(before, clock);
  /** The same calls in the same order are the same place, and what is seen there is the same. */
  const placeOf = createNumbers();
  const sightOf = createNumbers();
  const sights = new Map<number, number>();
  const readResult = createResultReader();

  return async (choose) => {
    const slept = new Map<string, number>();
    const waiting = new Map<string, Waiting & { isOwn: boolean; goOn: (place: number) => void }>();
    const seen = new Map<string, number[]>();
    const counts = new Map<string, number>();
    const scene = { meets: false };

    const gate: Gate = async (call, make) => {
      if (!scene.meets) return make();
      const history = seen.get(call.actor) ?? [];
      seen.set(call.actor, history);
      const name = `${call.actor}: ${call.verb}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const id = `${name} ${count}`;
      const place = await new Promise<number>((goOn) => waiting.set(id, { ...call, id, goOn }));
      const made = await make();
      const sight = sights.get(place) ?? sightOf(`${id} ${withoutTimes(made)}`);
      sights.set(place, sight);
      history.push(sight);
      return made;
    };
    const model = await startFromPast((ledger) =>
      createModel({
        settings,
        clock,
        ledger,
        readResult,
        gate,
        now: (actor) => clock.ms + (slept.get(actor) ?? 0),
        sleep: (actor, milliseconds) =>
          gate({ actor, verb: 'sleep', isOwn: true }, async () => {
            const atLeast = scene.meets ? MIN_SLEEP_MS : 0;
            slept.set(actor, (slept.get(actor) ?? 0) + Math.max(atLeast, milliseconds));
          }),
      }),
    );

    scene.meets = true;
    const results = new Map<string, ContainmentResult>();
    const state: { ended: boolean; fault?: unknown } = { ended: false };
    const deliver = async (actor: string, container: string) => {
      const result = await model.container(container)(cast[actor], scene.meets ? { remainingMs } : {});
      if (result !== undefined) results.set(actor, result);
    };
    Promise.all(Object.keys(cast).map((actor) => deliver(actor, actor)))
      .catch((fault: unknown) => {
        state.fault = fault;
      })
      .finally(() => {
        state.ended = true;
      });

    /**
     * All that what follows depends on: the portal, and what each run has seen. The ledger's entries follow from
     * that, since every write of theirs names the version that it goes on from.
     */
    const stateNow = (): string =>
      JSON.stringify([
        model.portal
          .rows()
          .map((row) => [row.clientSecret, row.enabled, model.portal.cached(row.clientId)?.enabled]),
        Object.keys(cast).map((actor) => (seen.get(actor) ?? []).toSorted((a, b) => a - b)),
      ]);

    const order: string[] = [];
    let place = 0;
    for (await quiet(); !state.ended; await quiet()) {
      const calls = [...waiting.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const chosen = calls.find(({ isOwn }) => isOwn) ?? choose(calls, stateNow);
      if (chosen === undefined) return;
      const call = waiting.get(chosen.id);
      if (call === undefined) throw new Error(`${chosen.id} does not wait`);
      waiting.delete(chosen.id);
      order.push(chosen.id);
      place = placeOf(`${place} ${chosen.id}`);
      call.goOn(place);
    }
    if (state.fault !== undefined) throw state.fault;

    scene.meets = false;
    for (const actor of Object.keys(cast))
      for (let delivery = 2; !results.has(actor) && delivery <= MAX_DELIVERIES; delivery += 1)
        await deliver(actor, `${actor}, delivery ${delivery}`);
    try {
      await after(model, results);
    } catch (fault) {
      throw new Error(`after the order: ${order.join(' · ')}`, { cause: fault });
    }
  };
};
