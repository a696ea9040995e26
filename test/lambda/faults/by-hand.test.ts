import { describe, expect, test } from 'vitest';
import type { FaultName } from './faults-by-name.ts';
import { expectHonest, inShort, type PlaceName, setFaultyStage, thrownBy } from './strike.ts';

const DISABLE = { reason: 'phishing report 4711' };

describe('a person gets the result instead of an error', () => {
  test.each<[PlaceName, FaultName, string]>([
    ['every token exchange', 'status-401', 'failed · KeyRefusedError'],
    ['every token exchange', 'html-502', 'failed · HttpError · first-read-failed'],
    ['every token exchange', '429-nanoseconds', 'failed · DeadlineError · rate-limited'],
    ['the first read', 'reset-before', 'disabled · 200 200 · first-read-failed'],
    ['the first read', 'problem-404', 'not-found · HttpError'],
    ['the first write', 'reset-after', 'disabled · ? 200 200 200'],
    ['every write', 'status-500', 'failed · 500 500 500 500 · HttpError · may-still-take-effect'],
    ['every write', '429-untold', 'failed · DeadlineError · rate-limited'],
    ['the second write', 'empty-404', 'unverified · 200 404 · HttpError'],
    ['every read-back', 'html-502', 'unverified · 200 200 · HttpError'],
    ['every call', 'redirect', 'failed · HttpError · first-read-failed'],
  ])('%s, %s: %s', async (place, fault, expected) => {
    const stage = await setFaultyStage(fault, place);
    const { clientId } = stage.portal.clients.crm;

    const result = await stage.invoke({ clientId, ...DISABLE });

    expect(inShort(result)).toBe(expected);
    expect(result.final).toBe(true);
    expectHonest(stage, clientId, result);
    // A 401, a 404 and a token that can't be had in time end the run before its first write.
    const tried = !['status-401', 'problem-404', '429-nanoseconds'].includes(fault);
    expect(stage.published()).toEqual(tried ? [result] : []);
  });

  test('a person does not wait longer than 50 s for the rate limit', async () => {
    const { portal, invoke, sleeps } = await setFaultyStage('429-nanoseconds', 'every write');
    await invoke({ clientId: portal.clients.crm.clientId, ...DISABLE });
    expect(sleeps.reduce((sum, milliseconds) => sum + milliseconds, 0)).toBeLessThanOrEqual(50_000);
  });
});

describe('a status asks and writes nothing, whatever goes wrong', () => {
  test.each<[PlaceName, FaultName, string]>([
    ['the first read', 'status-500', 'status'],
    ['the first read', '429-nanoseconds', 'status · rate-limited'],
    ['every read', 'status-500', 'failed · HttpError'],
    ['every read', 'problem-404', 'not-found · HttpError'],
    ['every read', 'truncated-json', 'failed · ResponseSchemaError'],
    ['every token exchange', 'reset-before', 'failed · NetworkError'],
  ])('%s, %s: %s', async (place, fault, expected) => {
    const { invoke, portal, published } = await setFaultyStage(fault, place);
    const result = await invoke({ action: 'status', clientId: portal.clients.crm.clientId });
    expect(inShort(result)).toBe(expected);
    expect([portal.activationWrites(), published()]).toEqual([[], []]);
  });
});

describe('an enable stops where anything is doubtful', () => {
  test.each<[PlaceName, FaultName, string]>([
    ['every token exchange', 'html-502', 'failed · HttpError'],
    ['every read', 'status-500', 'failed · HttpError'],
    ['every read', 'truncated-json', 'failed · ResponseSchemaError'],
    ['the first write', 'status-500', 'failed · 500 200 200 · HttpError · may-still-take-effect'],
    ['the first write', 'status-500-after', 'failed · 500 200 200 · HttpError · may-still-take-effect'],
    ['the first write', 'reset-after', 'failed · ? 200 200 · NetworkError · may-still-take-effect'],
    ['the first write', 'hang', 'failed · ? 200 200 · TimeoutError · may-still-take-effect'],
    ['the first write', 'late-write', 'failed · ? 200 200 · TimeoutError · may-still-take-effect'],
    ['the first write', 'problem-403', 'failed · 403 · HttpError'],
    ['every write', '429-untold', 'failed · DeadlineError · rate-limited'],
  ])('%s, %s: %s', async (place, fault, expected) => {
    const { invoke, portal, published } = await setFaultyStage(fault, place);
    const { clientId } = portal.clients.crm;
    await portal.store.activate(clientId, false);

    const thrown = await thrownBy(
      invoke({ action: 'enable', clientId, reason: 'all clear', acceptUnrotatedSecret: true }).then(
        (result) => {
          const { warnings, ...rest } = result;
          const own = warnings.filter((warning) => warning !== 'secret-rotation-unknown');
          expect(inShort({ ...rest, warnings: own })).toBe(expected);
          expect(published()).toHaveLength(place.includes('write') ? 1 : 0);
        },
      ),
    );

    expect(thrown).toBeUndefined();
    expect(portal.databaseEnabled(clientId)).toBe(false);
  });
});
