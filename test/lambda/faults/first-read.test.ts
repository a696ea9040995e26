import { describe, expect, test } from 'vitest';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import { alertFor } from '../../alerts.ts';
import { recordOf } from '../ledger-records.ts';
import type { FaultName } from './faults-by-name.ts';
import { inShort, setFaultyStage, strike, thrownBy } from './strike.ts';

const TIME_LIMIT = { withinMs: 1_000 };

describe('an alert while something strikes the first read', () => {
  test.each<[FaultName, string]>([
    ['latency', 'disabled · 200 200'],
    ['reset-before', 'disabled · 200 200 · first-read-failed'],
    ['status-500', 'disabled · 200 200 · first-read-failed'],
    ['html-502', 'disabled · 200 200 · first-read-failed'],
    ['slow-body', 'disabled · 200 200 · first-read-failed'],
    ['huge-body', 'disabled · 200 200 · first-read-failed'],
    ['truncated-json', 'disabled · 200 200 · first-read-failed'],
    ['truncated-abruptly', 'disabled · 200 200 · first-read-failed'],
    ['hang', 'disabled · 200 200 · first-read-failed'],
    ['redirect', 'disabled · 200 200 · first-read-failed'],
    ['wrong-content-type', 'disabled · 200 200'],
    ['ten-minutes-fast', 'disabled · 200 200'],
    ['ten-minutes-slow', 'disabled · 200 200'],
    ['empty-403', 'disabled · 200 200'],
    ['429-nanoseconds', 'disabled · 200 200 · rate-limited'],
    ['429-seconds', 'disabled · 200 200 · rate-limited'],
    ['429-untold', 'disabled · 200 200 · rate-limited'],
    ['burst-429', 'disabled · 200 200 · rate-limited'],
    ['database-locked', 'disabled · 200 200 · first-read-failed'],
    ['set-cookie', 'disabled · 200 200'],
    ['status-400', 'disabled · 200 200 · first-read-failed'],
    ['status-401', 'failed · HttpError'],
    ['status-402', 'disabled · 200 200 · first-read-failed'],
    ['problem-403', 'failed · HttpError'],
    ['empty-404', 'failed · HttpError'],
    ['problem-404', 'not-found · HttpError'],
  ])('%s: %s', async (fault, expected) => {
    expect(inShort((await strike(fault, 'the first read')).result)).toBe(expected);
  });
});

describe('the state before a disable', () => {
  test('is unknown where the first read failed, and the client is off anyway', async () => {
    const { result } = await strike('html-502', 'the first read');
    expect(result.client).toMatchObject({ name: null, enabledBefore: null, enabledAfter: false });
  });

  test.each<FaultName>(['status-401', 'problem-403', 'empty-404', 'problem-404'])(
    'that is refused (%s) ends the disable: no write is tried',
    async (fault) => {
      const { portal, clientId } = await strike(fault, 'the first read');
      expect(portal.calls.map(({ operation }) => operation)).toEqual(['token', 'read']);
      expect(portal.databaseEnabled(clientId)).toBe(true);
    },
  );

  test('of a client that nobody knows is waited for by an alert, however long the rate limit says', async () => {
    const { result } = await strike('429-for-years', 'the first read');
    expect(result).toMatchObject({ outcome: 'disabled', client: { enabledBefore: true } });
    expect(result.warnings).toEqual(['rate-limited']);
  });

  test('is not waited for by a person beyond 20 s: the rate limit of reads does not stop the write', async () => {
    const { portal, invoke, sleeps } = await setFaultyStage('429-for-years', 'the first read');
    const { clientId } = portal.clients.crm;
    const result = await invoke({ clientId, reason: 'phishing' });
    expect(result).toMatchObject({ outcome: 'disabled', client: { enabledBefore: null } });
    expect(result.warnings).toContain('first-read-failed');
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(20_000);
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });

  test('that an alert never gets of a client that nobody knows ends it at its deadline: no slot is taken, no write tried', async () => {
    const { portal, invoke, published, clock, ledger } = await setFaultyStage(
      '429-nanoseconds',
      'every read',
    );
    const { clientId } = portal.clients.crm;
    const startedAt = clock.ms;
    expect(await thrownBy(invoke(alertFor(clientId)))).toBeInstanceOf(RetryNeededError);
    expect(published()).toMatchObject([
      { outcome: 'failed', final: false, error: { name: 'DeadlineError' }, client: { enabledBefore: null } },
    ]);
    expect(clock.ms - startedAt).toBeGreaterThan(500_000);
    expect(portal.activationWrites()).toEqual([]);
    expect(portal.databaseEnabled(clientId)).toBe(true);
    expect(await ledger.readClient(clientId, TIME_LIMIT)).toBeUndefined();
  });

  test('of a client that the ledger knows is waited for 20 s: then the write goes out unseen', async () => {
    const { portal, invoke, published, clock, ledger } = await setFaultyStage(
      '429-nanoseconds',
      'every read',
    );
    const { clientId } = portal.clients.crm;
    await ledger.writeClient(
      recordOf({ clientId, state: 'restored', endedAt: new Date(clock.ms).toISOString() }),
      TIME_LIMIT,
    );
    const startedAt = clock.ms;
    await thrownBy(invoke(alertFor(clientId)));
    const [write] = portal.activationWrites(clientId);
    expect(Date.parse(published()[0]?.proof.writes[0]?.sentAt ?? '') - startedAt).toBeLessThanOrEqual(20_000);
    expect(write).toBeDefined();
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(published()).toMatchObject([
      { outcome: 'unverified', final: false, client: { enabledBefore: null } },
    ]);
  });

  test('of an id that the gateway sends elsewhere is not "unknown client", and the result says why', async () => {
    const { portal, invoke, published } = await setFaultyStage('latency', 'the first read');
    const { clientId } = portal.addClient({ clientId: 'feed0000-1bd3-47d5-94c6-be2d3570e168' });
    await thrownBy(invoke(alertFor(clientId)));
    expect(published().map(inShort)).toEqual(['failed · HttpError']);
    expect(published()[0]?.nextSteps.join(' ')).toContain('begins with "feed"');
  });
});
