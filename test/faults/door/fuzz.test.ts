import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALIASES } from '../../../lambda/contract/alias.ts';
import type { Outcome } from '../../../lambda/contract/outcome.ts';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import type { Arrival } from '../../../lambda/requests/door.ts';
import { DRAWN, FORM, SEED } from '../form.ts';
import { CONTROL } from '../stage/hostile.ts';
import { openDoor } from './counted-door.ts';
import { mutatedPayloads } from './mutations.ts';
import { writable } from './oracle/writable.ts';

/** Of one event. */
const MOST = { portal: 12, ledger: 24, sleeps: 40, logBytes: 16_000 };

/** Outcomes of those who wrote, on a portal where nothing fails. */
const WROTE: readonly Outcome[] = ['disabled', 'already-disabled', 'enabled'];

/** Each result once: the same alert twice in an array has one, which is reported twice. */
const distinct = (results: readonly ContainmentResult[]): ContainmentResult[] => [
  ...new Map(results.map((result) => [`${result.requestKey} ${result.resultId}`, result])).values(),
];

/** The activation writes that the results own up to, in order. */
const ownedUp = (results: readonly ContainmentResult[]) =>
  distinct(results).flatMap(({ proof, client, outcome }) =>
    proof.writes.map(() => ({ clientId: client?.clientId, enabled: outcome === 'enabled' })),
  );

/** Everything that turns a request away at the door, as the tally names it; each is met in every run. */
const TURNED_AWAY = [
  'invalid',
  'failed',
  'dry-run',
  'protected-client',
  'wrong-portal',
  'stale-alert',
  'below-severity',
  'inactive-finding',
  'unrotated-secret',
];

/** The ways by which a payload comes; most of the shapes belong to the function itself. */
const ways = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Arrival>('unqualified') },
  { weight: 3, arbitrary: fc.constantFrom<Arrival[]>(...ALIASES) },
);

/** The id that no client has. */
const NO_CLIENT = '00000000-0000-0000-0000-000000000000';

const whose = (type: string, action: string | null): string => `${type} ${action ?? 'invalid'}`;

const OF_A_MACHINE = ['alert disable', 'alert invalid'];
const OF_A_SCHEDULE = ['schedule check', 'schedule watch'];
const OF_A_RESPONDER = ['disable', 'status', 'check', 'list', 'invalid'].map((action) => `manual ${action}`);

/** Whose a result may be, and about what, by the way its payload came. */
const readAs: Readonly<Record<Arrival, readonly string[]>> = {
  alerts: OF_A_MACHINE,
  schedule: ['alert invalid', ...OF_A_SCHEDULE],
  responder: [...OF_A_MACHINE, ...OF_A_RESPONDER],
  unqualified: [
    ...OF_A_MACHINE,
    ...OF_A_SCHEDULE,
    ...OF_A_RESPONDER,
    'manual enable',
    'manual reset-breaker',
  ],
};

test('whatever comes in: no crash, no write for what is no valid request or is refused, and no more work than an event is worth', async () => {
  const runs = DRAWN.payloads[FORM];
  const seen = new Map<string, number>();
  const writing = new Map<Arrival, number>();
  await fc.assert(
    fc.asyncProperty(mutatedPayloads, fc.boolean(), ways, async (payload, enabled, way) => {
      const { writes: sent, results, logged, published, work } = await openDoor(payload, enabled, way);
      // A check sends the disable of an id that no client has.
      const checks = results.filter(({ action }) => action === 'check').length;
      const writes = sent.filter(({ clientId }) => clientId !== NO_CLIENT);
      expect(sent.length - writes.length).toBeLessThanOrEqual(checks);
      const may = writable(payload, way);
      for (const write of writes) expect(write.enabled ? may.on : may.off).toContain(write.clientId);
      expect(writes).toEqual(ownedUp(results));
      for (const { outcome, proof, error } of results) {
        // This portal keeps the secret that it has: a rotation proves the client off, and fails.
        const isUnchanged =
          error?.name === 'SecretUnchangedError' && proof.writes.every((write) => !write.enabled);
        if (proof.writes.length > 0 && !isUnchanged) expect(WROTE).toContain(outcome);
      }
      if (writes.length > 0) writing.set(way, (writing.get(way) ?? 0) + 1);
      for (const { trigger, action } of results) expect(readAs[way]).toContain(whose(trigger.type, action));
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
      for (const { outcome, guard } of results) {
        const what = guard?.name ?? outcome;
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
    }),
    { numRuns: runs, seed: SEED },
  );
  console.log(
    `door: ${runs} payloads, written for by way ${JSON.stringify(Object.fromEntries(writing))}, seed ${SEED}: ${JSON.stringify(Object.fromEntries(seen))}`,
  );
  // Neither all refused nor all taken: both sides of the door were seen, and each way to be turned away.
  for (const way of ['alerts', 'responder', 'unqualified'] as const)
    expect(writing.get(way)).toBeGreaterThan(runs / 400);
  expect(writing.get('schedule')).toBeUndefined();
  expect(seen.get('invalid')).toBeGreaterThan(runs / 10);
  expect(TURNED_AWAY.filter((what) => (seen.get(what) ?? 0) < 5)).toEqual([]);
});
