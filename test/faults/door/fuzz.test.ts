import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROTECTED_ID } from '../../lambda/payloads.ts';
import { DRAWN, FORM, SEED } from '../form.ts';
import { openDoor } from './counted-door.ts';
import { mutatedPayloads } from './mutations.ts';
import { writable } from './oracle.ts';

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What a result may say of a client that was written to; nothing that claims to have left it alone. */
const WRITTEN = ['disabled', 'already-disabled', 'enabled', 'already-enabled', 'unverified', 'failed'];

/** Of one event. */
const MOST = { portal: 12, ledger: 24, sleeps: 40, logBytes: 16_000 };

test('whatever comes in: no crash, no write for what is no valid request, and no more work than an event is worth', async () => {
  const runs = DRAWN.payloads[FORM];
  const outcomes = new Map<string, number>();
  let writing = 0;
  await fc.assert(
    fc.asyncProperty(mutatedPayloads, fc.boolean(), async (payload, enabled) => {
      const { writes, results, logged, published, work } = await openDoor(payload, enabled);
      const may = writable(payload);
      for (const write of writes) {
        expect([...(write.enabled ? may.on : may.off)]).toContain(write.clientId);
        expect(write.clientId).not.toBe(PROTECTED_ID);
        const told = results.filter(({ client }) => client?.clientId === write.clientId);
        expect(told.map(({ outcome }) => outcome)).toEqual(
          expect.arrayContaining([expect.toBeOneOf(WRITTEN)]),
        );
      }
      if (writes.length > 0) writing += 1;
      // An event may hold several findings, each of which counts.
      const events = Math.max(1, results.length);
      expect(work.portal).toBeLessThanOrEqual(MOST.portal * events);
      expect(work.ledger).toBeLessThanOrEqual(MOST.ledger * events);
      expect(work.sleeps).toBeLessThanOrEqual(MOST.sleeps * events);
      expect(logged.join('').length).toBeLessThanOrEqual(MOST.logBytes * events);
      for (const text of [...published, ...logged, ...results.map((result) => JSON.stringify(result))]) {
        expect(text.length).toBeLessThan(64 * 1024);
        expect(text).not.toMatch(CONTROL);
      }
      for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: runs, seed: SEED },
  );
  console.log(
    `door: ${runs} payloads, ${writing} of them written for, seed ${SEED}: ${JSON.stringify(Object.fromEntries(outcomes))}`,
  );
  // Neither all refused nor all taken: both sides of the door were seen.
  expect(writing).toBeGreaterThan(runs / 100);
  expect(outcomes.get('invalid')).toBeGreaterThan(runs / 10);
});
