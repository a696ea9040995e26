import { expect } from 'vitest';
import type { ContainmentResult } from '../lambda/contract/result.ts';
import type { Portal } from '../local/portal/simulator.ts';

const SAYS_OFF: readonly string[] = ['disabled', 'already-disabled'];

/** What a result says about its run: the outcome and its error, the statuses of the writes, the warnings. */
export const endingOf = ({ outcome, error, proof, warnings }: ContainmentResult) => ({
  outcome: error === undefined ? outcome : `${outcome}: ${error.name}`,
  writes: proof.writes.map(({ status }) => status ?? '?').join(' '),
  warnings: [...warnings].sort().join(', '),
});

/** A result in one line: outcome, writes, error, warnings. */
export const inShort = (result: ContainmentResult): string => {
  const { writes, warnings } = endingOf(result);
  const parts = [result.outcome, writes, result.error?.name ?? '', warnings.replaceAll(',', '')];
  return parts.filter((part) => part !== '').join(' · ');
};

/** What is true of a disable's result, whatever goes wrong: it says no more than is so, and nothing was enabled. */
export const expectHonestDisable = (portal: Portal, clientId: string, result: ContainmentResult): void => {
  const { outcome, proof, timeline, client, warnings } = result;
  if (SAYS_OFF.includes(outcome)) {
    expect(portal.databaseEnabled(clientId)).toBe(false);
    // The simulator's cache hides a row for five minutes; nothing may come back from behind it.
    expect(portal.cachedEnabled(clientId)).not.toBe(true);
    expect(proof.basis).toBe('read-back');
    expect(timeline.containedAt).not.toBeNull();
    expect(timeline.verifiedAt).not.toBeNull();
    expect(client?.enabledAfter).toBe(false);
  } else {
    expect(timeline.verifiedAt).toBeNull();
  }
  // One client is far from the limit: whatever fails, nothing is held.
  expect(outcome).not.toBe('held');
  const isUnanswered = proof.writes.some(({ status }) => status === null || status >= 500);
  if (outcome === 'failed' && isUnanswered) expect(warnings).toContain('may-still-take-effect');
  expect(proof.writes.length).toBeLessThanOrEqual(4);
  expect(portal.activationWrites().every(({ enabled }) => enabled === false)).toBe(true);
  expect(JSON.stringify(result)).not.toMatch(/uma@|ey[A-Za-z0-9_-]+\.ey|sk-[0-9a-f]{8}/);
};
