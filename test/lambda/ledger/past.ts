import { expect } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { LedgerStore } from '../../../lambda/ledger/store.ts';
import { createMemoryStore } from '../../../local/kill-switch/memory-ledger.ts';
import { THREE_AM } from '../../alerts.ts';
import { ledgerWith } from '../../ledgers.ts';
import type { Model } from '../../model.ts';

/**
 * What goes before a meeting: the whole function runs once; its effects on ledger and portal are then repeated.
 * @returns opens a model in that state, on a new ledger
 */
export const createPast = (
  before: (model: Model, clock: { ms: number }) => Promise<void>,
  clock: { ms: number },
) => {
  const current = { ledger: createMemoryStore() };
  type Effect = { ms: number; make: (model: Model) => Promise<unknown> };
  let past: { effects: Effect[]; published: ContainmentResult[]; ms: number } | undefined;

  /** What a repeated past must have in common with the one that was played. */
  const lookAt = async ({ portal, ledger }: Model) => [
    portal.rows().map((row) => [row, portal.cached(row.clientId)]),
    await ledger.allClients(() => true, { withinMs: 1_000 }),
  ];

  const record = async (open: (ledger: LedgerStore) => Model) => {
    const effects: Effect[] = [];
    const note = (make: Effect['make']) => void effects.push({ ms: clock.ms, make });
    const model = open(
      ledgerWith(
        () => current.ledger,
        (make) => {
          note(make);
          return make();
        },
      ),
    );
    const { activate, read } = model.portal;
    model.portal.activate = (...given) => {
      note(({ portal }) => portal.activate(...given));
      return activate(...given);
    };
    model.portal.read = (...given) => {
      note(({ portal }) => portal.read(...given));
      return read(...given);
    };
    await before(model, clock);
    return { model, past: { effects: [...effects], published: [...model.published], ms: clock.ms } };
  };

  const repeat = async (
    { effects, published, ms: end }: NonNullable<typeof past>,
    open: (ledger: LedgerStore) => Model,
  ): Promise<Model> => {
    current.ledger = createMemoryStore();
    const model = open(current.ledger);
    for (const { ms, make } of effects) {
      clock.ms = ms;
      await make(model);
    }
    clock.ms = end;
    model.published.push(...published);
    return model;
  };

  return async (open: (ledger: LedgerStore) => Model): Promise<Model> => {
    clock.ms = THREE_AM;
    if (past !== undefined) return repeat(past, open);
    const recorded = await record(open);
    past = recorded.past;
    const left = await lookAt(recorded.model);
    const model = await repeat(past, open);
    expect(await lookAt(model)).toEqual(left);
    return model;
  };
};
