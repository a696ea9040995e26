import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPortal } from '../../../lambda/docspace/portal.ts';
import { proveDisabled } from '../../../lambda/docspace/prove-disabled.ts';
import type { Fault } from '../../../local/portal/fault.ts';
import { startPortal } from '../../../local/portal/simulator.ts';
import { PATIENT_MS, patientFetch } from '../../patient-fetch.ts';
import { setRun } from './rig.ts';

const FAULTS: readonly (Fault | undefined)[] = [
  undefined,
  undefined,
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'status', status: 500 },
  { kind: 'status-after', status: 503 },
  { kind: 'html-502' },
  { kind: 'empty-403' },
  { kind: '429' },
  { kind: '429', resetNanoseconds: null },
  { kind: 'burst-429' },
  { kind: 'truncated-json' },
  { kind: 'truncated-json', abrupt: true },
  { kind: 'status', status: 404 },
  { kind: 'set-cookie' },
];

const script = fc.array(fc.constantFrom(...FAULTS), { maxLength: 8 });

test('whatever goes wrong: at most four writes, and a proof only of a client that is off', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        token: script,
        activate: script,
        read: script,
        shownOff: fc.boolean(),
        remainingMs: fc.integer({ min: 0, max: 60_000 }),
      }),
      async ({ shownOff, remainingMs, ...faults }) => {
        const { run, clock } = setRun({ remainingMs });
        const portal = await startPortal({ now: () => clock.ms });
        try {
          const { clientId } = portal.clients.crm;
          portal.faults.set('token', (nth) => faults.token[nth]);
          portal.faults.set('activate', (nth) => faults.activate[nth]);
          portal.faults.set('read', (nth) => faults.read[nth]);
          const fetchApiKey = async () => portal.keys.admin;
          const client = createPortal({
            portal: portal.url,
            dialect: 'current',
            fetchApiKey,
            fetch: patientFetch(portal),
            now: run.now,
            callTimeoutMs: PATIENT_MS,
          });

          const evidence = await proveDisabled(client, clientId, { shownOff }, run);

          const reads = portal.calls.filter(({ operation }) => operation === 'read');
          expect(evidence.writes.length).toBeLessThanOrEqual(4);
          expect(portal.activationWrites().length).toBeLessThanOrEqual(4);
          expect(portal.activationWrites().every(({ enabled }) => enabled === false)).toBe(true);
          expect(clock.ms).toBeLessThanOrEqual(run.now().getTime() + run.deadline.remaining());
          if (evidence.verdict === 'proven') {
            expect(portal.databaseEnabled(clientId)).toBe(false);
            expect(evidence.writes.some(({ status }) => status === 200)).toBe(true);
            expect((reads.at(-1)?.at ?? 0) - (evidence.acceptedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(
              250,
            );
          }
          if (evidence.verdict === 'unwritten') expect(evidence.acceptedAt).toBeUndefined();
        } finally {
          await portal.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});
