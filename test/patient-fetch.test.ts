import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../local/portal/fault.ts';
import { startPortal } from '../local/portal/simulator.ts';
import { patientFetch } from './patient-fetch.ts';

const callUnder = async (fault: Fault) => {
  const portal = await startPortal();
  onTestFinished(() => portal.close());
  const fetch = patientFetch(portal);
  portal.faults.set('token', fault);
  return fetch(`${portal.url}/api/2.0/security/oauth2/token`, { signal: AbortSignal.timeout(1) });
};

describe('a time-out', () => {
  test('does not strike a call that is answered, however late', async () => {
    expect((await callUnder({ kind: 'latency', ms: 50 })).status).toBe(401);
  });

  test.each<Fault>([{ kind: 'hang' }, { kind: 'late-write', ms: Number.POSITIVE_INFINITY }])(
    'strikes a call that is never answered: $kind',
    async (fault) => {
      await expect(callUnder(fault)).rejects.toMatchObject({ name: 'TimeoutError' });
    },
  );

  test('strikes an answer that never ends in its body, after its headers', async () => {
    const answer = await callUnder({ kind: 'slow-body', ms: 600_000 });
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
