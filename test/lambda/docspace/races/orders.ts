import type { Actor } from './ordered-portal.ts';

/** How many steps each actor has. */
type Steps = Readonly<Record<Actor, number>>;

/** Every order in which the actors' steps can follow each other; each actor keeps its own order. */
export const allOrders = (steps: Steps): Actor[][] => {
  const left = { ...steps };
  const orders: Actor[][] = [];
  const order: Actor[] = [];
  const extend = (): void => {
    let ended = true;
    for (const actor of ['switch', 'edit', 'use'] as const) {
      if (left[actor] === 0) continue;
      ended = false;
      left[actor] -= 1;
      order.push(actor);
      extend();
      order.pop();
      left[actor] += 1;
    }
    if (ended) orders.push([...order]);
  };
  extend();
  return orders;
};
