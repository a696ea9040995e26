import { expect } from 'vitest';
import type { ContainmentResult } from '../../../lambda/contract/result.ts';
import { RetryNeededError } from '../../../lambda/retry-needed-error.ts';
import type { Operation } from '../../../local/portal/operation.ts';
import { alertFor } from '../../alerts.ts';
import { HANGING_MS, isEndless, PATIENT_MS } from '../../patient-fetch.ts';
import { setStage } from '../../stage.ts';
import { FAULTS, type FaultName } from './faults-by-name.ts';

export type Place = { on: Operation | 'any'; skip?: number; times?: number };

/** Where a fault strikes on the way of a disable, and how often. */
export const PLACES = {
  'every token exchange': { on: 'token' },
  'the first token exchange': { on: 'token', times: 1 },
  'the first read': { on: 'read', times: 1 },
  'every read': { on: 'read' },
  'every write': { on: 'activate' },
  'the first write': { on: 'activate', times: 1 },
  'the second write': { on: 'activate', skip: 1, times: 1 },
  'the read-back': { on: 'read', skip: 1, times: 1 },
  'every read-back': { on: 'read', skip: 1 },
  'every call': { on: 'any' },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;

type Stage = Awaited<ReturnType<typeof setStage>>;

/** A portal that goes wrong at one place; a call without an end is given up soon. */
export const setFaultyStage = async (fault: FaultName, place: PlaceName): Promise<Stage> => {
  const callTimeoutMs = isEndless(FAULTS[fault]) ? HANGING_MS : PATIENT_MS;
  const stage = await setStage({ dependencies: { callTimeoutMs } });
  const { on, ...options }: Place = PLACES[place];
  stage.portal.faults.set(on, FAULTS[fault], options);
  return stage;
};

/** What a payload ends with where nothing was answered. */
export const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const CLAIMS_OFF: readonly string[] = ['disabled', 'already-disabled'];
const RETRIED: readonly string[] = ['failed', 'unverified'];

/** What holds of every disable, whatever went wrong: a result says no more than is true, and nothing was enabled. */
export const expectHonest = ({ portal }: Stage, clientId: string, result: ContainmentResult): void => {
  if (CLAIMS_OFF.includes(result.outcome)) {
    expect(portal.databaseEnabled(clientId)).toBe(false);
    expect(result.proof).toMatchObject({ basis: 'read-back' });
    expect(result.timeline.containedAt).not.toBeNull();
    expect(result.timeline.verifiedAt).not.toBeNull();
    expect(result.client?.enabledAfter).toBe(false);
  } else {
    expect(result.timeline.verifiedAt).toBeNull();
  }
  expect(result.proof.writes.length).toBeLessThanOrEqual(4);
  expect(portal.activationWrites().every(({ enabled }) => enabled === false)).toBe(true);
  const attempts = portal.calls.filter(({ operation }) => operation === 'activate').length;
  expect(attempts).toBeGreaterThanOrEqual(result.proof.writes.length);
  expect(JSON.stringify(result)).not.toMatch(/uma@|ey[A-Za-z0-9_-]+\.ey|sk-[0-9a-f]{8}/);
};

/** An alert for a client that is on, while the fault strikes there: one result is out, and a retry follows where it must. */
export const strike = async (fault: FaultName, place: PlaceName) => {
  const stage = await setFaultyStage(fault, place);
  const { clientId } = stage.portal.clients.crm;
  const thrown = await thrownBy(stage.invoke(alertFor(clientId)));
  const [result, ...more] = stage.published();
  if (result === undefined) throw new Error('no result was published');
  expect(more).toEqual([]);
  const retried = RETRIED.includes(result.outcome);
  expect(result.final).toBe(!retried);
  expect(thrown).toEqual(retried ? expect.any(RetryNeededError) : undefined);
  expectHonest(stage, clientId, result);
  return { ...stage, clientId, result };
};

/** A result in one line, as the tables show it: outcome, writes, error, warnings. */
export const inShort = ({ outcome, proof, error, warnings }: ContainmentResult): string => {
  const writes = proof.writes.map(({ status }) => status ?? '?').join(' ');
  const parts = [outcome, writes, error?.name ?? '', [...warnings].sort().join(' ')];
  return parts.filter((part) => part !== '').join(' · ');
};
