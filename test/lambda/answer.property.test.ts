import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { ResultSchema } from '../../lambda/contract/result.ts';
import type { LedgerStore } from '../../lambda/ledger/store.ts';
import { RetryNeededError } from '../../lambda/retry-needed-error.ts';
import { createMemoryStore } from '../../local/kill-switch/memory-ledger.ts';
import type { Fault } from '../../local/portal/fault.ts';
import { THREE_AM } from '../alerts.ts';
import { ledgerWith } from '../ledgers.ts';
import { contextOf, setStage } from '../stage.ts';
import { KNOWN_IDS, PROTECTED_ID, payloads } from './payloads.ts';

const faults = fc.array(
  fc.record({
    at: fc.constantFrom('token', 'read', 'activate'),
    times: fc.integer({ min: 1, max: 5 }),
    fault: fc.constantFrom<Fault>(
      { kind: 'reset-before' },
      { kind: 'reset-after' },
      { kind: 'status', status: 500 },
      { kind: 'status-after', status: 503 },
      { kind: 'status', status: 404 },
      // Accepted, and without any effect: as if another edit had undone it at once.
      { kind: 'status', status: 200 },
      { kind: 'html-502' },
      { kind: 'empty-403' },
      { kind: '429' },
      { kind: 'truncated-json' },
      { kind: 'redirect', location: 'https://other.example/' },
    ),
  }),
  { maxLength: 3 },
);

const isEnable = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'action' in payload && payload.action === 'enable';

/** A ledger that can be made to forget. */
const forgetfulLedger = (): { ledger: LedgerStore; forget: () => void } => {
  let store = createMemoryStore();
  const ledger = ledgerWith(
    () => store,
    (make) => make(),
  );
  return {
    ledger,
    forget: () => {
      store = createMemoryStore();
    },
  };
};

/** Statuses with which the portal turns a write away for sure. */
const TURNED_AWAY = [302, 403, 404, 429];

test('whatever comes in: no crash, no write too many, none for a protected client, no enable by an event', async () => {
  const { ledger, forget } = forgetfulLedger();
  const { handler, portal, clock, published } = await setStage({
    env: { PROTECTED_CLIENT_IDS: PROTECTED_ID },
    dependencies: { ledger },
    // The clock starts again with every run, and would leave an emptied bucket empty for good.
    portal: { rateLimit: Number.POSITIVE_INFINITY },
  });
  for (const clientId of [...KNOWN_IDS, PROTECTED_ID]) portal.addClient({ clientId });
  let writes = 0;
  await fc.assert(
    fc.asyncProperty(payloads, faults, fc.boolean(), fc.boolean(), async (payload, chosen, remembers, on) => {
      clock.ms = THREE_AM;
      // All alerts here have one id: what is remembered of it is reported again, and hardly anything would be written.
      if (!remembers) forget();
      portal.clearCalls();
      portal.faults.clear();
      for (const clientId of KNOWN_IDS) await portal.store.activate(clientId, on);
      for (const { at, fault, times } of chosen) portal.faults.set(at, fault, { times });

      const answer: unknown = await Promise.resolve(handler(payload, contextOf('request'))).catch(
        (error: unknown) => error,
      );
      if (answer instanceof Error) expect(answer).toBeInstanceOf(RetryNeededError);
      else z.union([ResultSchema, z.array(ResultSchema)]).parse(answer);

      const sent = portal.calls.filter(({ operation }) => operation === 'activate');
      writes += sent.length;
      expect(sent.filter(({ clientId }) => clientId === PROTECTED_ID)).toEqual([]);
      const requests = Array.isArray(payload) ? Math.max(1, payload.length) : 1;
      const perhaps = sent.filter(({ status }) => !TURNED_AWAY.includes(status));
      const enables = perhaps.filter(({ applied, enabled }) => applied && enabled === true).length;
      // An enable whose effect is unknown is disabled again: those writes come on top.
      const enabling = isEnable(payload) ? 2 : 0;
      expect(perhaps.length - enables).toBeLessThanOrEqual(4 * requests + enabling);
      expect(enables).toBeLessThanOrEqual(2);
      if (enables > 0) expect(payload).toMatchObject({ action: 'enable' });
      if (enables > 0)
        for (const key of ['source', 'detail', 'detail-type']) expect(payload).not.toHaveProperty(key);
      expect(portal.databaseEnabled(PROTECTED_ID)).toBe(true);
    }),
    { numRuns: 300 },
  );
  for (const { trigger, action } of published())
    expect(
      trigger.type === 'alert' || ['disable', 'enable', 'check', 'reset-breaker'].includes(action ?? ''),
    ).toBe(true);
  expect(writes).toBeGreaterThan(20);
});
